/** The keys of a stage that the app itself doesn't have. */
import type { RemovalPolicy } from '../core/stages.ts';
import { child, type Node, textOf } from './node.ts';

export interface StageSettings {
  readonly protect: boolean;
  readonly removalPolicy: RemovalPolicy | undefined;
}

/** `settings`: the entries of `stages` that apply, merged. They are checked elsewhere: what is malformed counts as not said. */
export function stageSettings(settings: Node | undefined): StageSettings {
  const protect = child(settings, 'protect');
  return {
    protect: protect?.kind === 'scalar' && protect.value === true,
    removalPolicy: textOf(child(settings, 'removalPolicy')) as RemovalPolicy | undefined,
  };
}
