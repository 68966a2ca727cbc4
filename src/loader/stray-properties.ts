/** Properties that stand beside the id of their construct, not below it: one mistake of indentation, told once and taken out. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { entriesOf } from './check-ids.ts';
import { child, type Entry, isNull, type MapNode, withEntry } from './node.ts';
import { spanOf } from './source.ts';

export function withoutStrayProperties(app: MapNode, diagnostics: Diagnostics): MapNode {
  const stacks = child(app, 'stacks');
  if (stacks?.kind !== 'map') return app;
  let whole = stacks;
  for (const [id, { value: stack }] of stacks.entries) {
    const constructs = child(stack, 'constructs');
    if (stack.kind !== 'map' || constructs?.kind !== 'map') continue;
    const type = constructs.entries.get('type');
    if (type?.value.kind !== 'scalar') continue;
    report(type, id, constructs, diagnostics);
    const entries = new Map([...constructs.entries].filter(([, { value }]) => child(value, 'type')));
    whole = withEntry(whole, id, withEntry(stack, 'constructs', { ...constructs, entries }));
  }
  return withEntry(app, 'stacks', whole);
}

function report(type: Entry, stackId: string, constructs: MapNode, diagnostics: Diagnostics): void {
  const [owner] = [...entriesOf(constructs)].find(([, { value }]) => isNull(value)) ?? [];
  const others = [...constructs.entries].filter(([key, { value }]) => key !== 'type' && !child(value, 'type') && !isNull(value));
  const related = others.map(([, { key, value }]) => ({ message: 'also here', span: spanOf(key ?? value.place) }));
  const hint = owner === undefined ? 'properties stand below the id of a construct' : `indent it: it belongs to \`${owner}\``;
  const at = { span: spanOf(type.key ?? type.value.place), related, hint };
  diagnostics.report('E2001', ['stacks', stackId, 'constructs'], { key: 'type', owner: `\`constructs\` of \`${stackId}\`` }, at);
}
