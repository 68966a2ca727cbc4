/** What a command is: its flags stand in the table (so that help loads nothing), its work in a module that is imported when chosen. */
import type { ExitStatus } from '../core/errors.ts';
import type { Session } from './session.ts';

export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: true;
  /** Shown after the flag: `--stage NAME`. */
  readonly value?: string;
  /** The only values that it takes. */
  readonly values?: readonly string[];
  readonly summary: string;
}

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** `[stacks…]`; empty where the command takes no words. */
  readonly words: string;
  readonly maxWords: number;
  readonly minWords?: number;
  readonly flags: Readonly<Record<string, Flag>>;
  /** Shows live progress, or asks, in a terminal. */
  readonly live?: true;
  load(): Promise<{ readonly run: RunCommand }>;
}

export type RunCommand = (flags: Flags, session: Session) => Promise<ExitStatus>;

/** The command line after parsing: a flag that was not given is `undefined`. */
export interface Flags {
  readonly words: readonly string[];
  text(name: string): string | undefined;
  is(name: string): boolean;
  list(name: string): readonly string[];
}
