/** Progress as typed data: no sentences, no colour. Renderers own every word. */

import type { RunCode } from './codes/run.ts';
import type { TextChange } from './fix.ts';
import type { NodeOutcome } from './plan.ts';

export type ProgressEvent =
  | { readonly type: 'phase.started'; readonly phase: Phase }
  | { readonly type: 'phase.finished'; readonly phase: Phase; readonly milliseconds: number }
  | { readonly type: 'assets.uploaded'; readonly uploaded: number; readonly reused: number; readonly bytes: number }
  | { readonly type: 'lock.waiting'; readonly owner: string; readonly since: string }
  | { readonly type: 'node.started'; readonly id: string; readonly kind: 'stack' | 'publish'; readonly action: string }
  | {
      readonly type: 'resource.changed';
      readonly stack: string;
      readonly logicalId: string;
      readonly resourceType: string;
      readonly status: string;
      readonly construct?: string;
      readonly reason?: string;
    }
  | { readonly type: 'node.finished'; readonly outcome: NodeOutcome }
  /** By `validate --fix`. */
  | ({ readonly type: 'text.fixed' } & TextChange)
  | { readonly type: 'build.output'; readonly id: string; readonly line: string }
  | { readonly type: 'function.log'; readonly function: string; readonly time: string; readonly line: string }
  /** A notice about the run itself, e.g. a stale lock taken over. `code` is stable. */
  | { readonly type: 'notice'; readonly code: RunCode; readonly text: string };

export type Phase = 'load' | 'expand' | 'assemble' | 'look' | 'plan' | 'execute' | 'publish' | 'remove';
