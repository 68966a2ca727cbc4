/** The keys of a stage that the app itself doesn't have. */
import type { RemovalPolicy } from '../core/stages.ts';
import { child, type Node, textOf } from './node.ts';
import { parseQuantity } from './quantity.ts';
import type { Place } from './source.ts';

export interface StageSettings {
  readonly protect: boolean;
  /** Where `protect` is said. */
  readonly protectPlace: Place | undefined;
  readonly removalPolicy: RemovalPolicy | undefined;
  /** In seconds. */
  readonly ttl: number | undefined;
  /** Where `ttl` is said. */
  readonly ttlPlace: Place | undefined;
}

/** `settings`: the entries of `stages` that apply, merged. They are checked elsewhere: what is malformed counts as not said. */
export function stageSettings(settings: Node | undefined): StageSettings {
  const protect = child(settings, 'protect');
  const ttl = child(settings, 'ttl');
  return {
    protect: protect?.kind === 'scalar' && protect.value === true,
    protectPlace: protect?.place,
    removalPolicy: textOf(child(settings, 'removalPolicy')) as RemovalPolicy | undefined,
    ttl: secondsOf(ttl),
    ttlPlace: ttl?.place,
  };
}

function secondsOf(node: Node | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const seconds = typeof node.value === 'number' ? node.value : parseQuantity(textOf(node) ?? '', 'seconds');
  return typeof seconds === 'number' ? seconds : undefined;
}
