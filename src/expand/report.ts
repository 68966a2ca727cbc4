import type { Diagnostics } from '../core/diagnostic.ts';

export type Report = Diagnostics['report'];
