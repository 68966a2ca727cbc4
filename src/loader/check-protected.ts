/** A protected stage is bound to its place: neither the environment nor a flag decides where it goes. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { child, type Node } from './node.ts';

export function checkProtected(tree: Node, stage: string, diagnostics: Diagnostics): void {
  for (const key of ['account', 'region']) {
    if (child(tree, key) === undefined) diagnostics.report('E1207', ['stages', stage], { stage, missing: key });
  }
}
