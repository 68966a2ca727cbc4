/** What variables are looked up in, and what a look-up can come to. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { Expression } from '../../core/expression.ts';
import type { MeantIds } from '../meant-ids.ts';
import { type Node, scalar } from '../node.ts';
import type { Reader } from '../read-file.ts';
import type { Place } from '../source.ts';
import type { EnvironmentLookup } from './env-files.ts';

export interface Scope {
  readonly reader: Reader;
  /** Absent while the stage is being chosen: then only `env`, `git` and `file` have values. */
  readonly stage?: StageScope;
  readonly environment: EnvironmentLookup;
  /** Environment names that are said not to be secret. */
  readonly plain: ReadonlySet<string>;
  readonly protect: boolean;
  /** Construct id → whether it is there in this stage; `any`: not known yet, every one is taken. */
  readonly constructs: ReadonlyMap<string, boolean> | 'any';
  /** Names that only another mistake keeps from being known. */
  readonly meant: MeantIds;
  readonly diagnostics: Diagnostics;
}

export interface StageScope {
  readonly app: Node | undefined;
  readonly stage: string;
  readonly local: boolean;
  readonly params: Node | undefined;
  /** `--param k=v`; they win. */
  readonly givenParams: Readonly<Record<string, string>>;
}

/** Names of secrets whose values came in, and where each is from. */
export type Origins = ReadonlyMap<string, string>;

export interface Resolved {
  readonly node: Node;
  readonly secrets: Origins;
}

/** Without a value the reason is for the user, or was told already. */
export type Outcome = Resolved | { readonly missing: string; readonly hint: string } | { readonly reported: true };

export const NO_SECRETS: Origins = new Map();

export function known(value: string | number | boolean | Expression, place: Place): Resolved {
  return { node: scalar(value, place), secrets: NO_SECRETS };
}

/** The variable itself, where it stands in the file as it is. */
export function placeOf(written: string, place: Place): Place {
  const at = place.file.text.slice(place.start, place.end).indexOf(written);
  return at === -1 ? place : { file: place.file, start: place.start + at, end: place.start + at + written.length };
}
