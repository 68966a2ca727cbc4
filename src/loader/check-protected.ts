/** A protected stage is bound to its place: neither the environment nor a flag decides where it goes. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { child, type Node } from './node.ts';
import { spanOf } from './source.ts';
import type { StageSettings } from './stage-settings.ts';

export function checkProtected(
  tree: Node,
  stage: string,
  { protect, protectPlace, ttlPlace }: StageSettings,
  diagnostics: Diagnostics,
): void {
  if (!protect) return;
  if (ttlPlace) diagnostics.report('E1209', ['stages', stage], { stage }, { span: spanOf(ttlPlace) });
  const span = protectPlace && spanOf(protectPlace);
  for (const key of ['account', 'region']) {
    if (child(tree, key) === undefined) diagnostics.report('E1207', ['stages', stage], { stage, missing: key }, span && { span });
  }
}
