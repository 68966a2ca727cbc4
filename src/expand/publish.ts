/** A site's publish step, with the outputs it waits for. */
import { type Expression, isExpression } from '../core/expression.ts';
import { attributeName } from '../core/names.ts';
import type { PublishStep, PublishValue } from '../core/stages.ts';
import type { SiteDraft } from './construct.ts';
import type { Directory } from './directory.ts';
import { demandOutput, putOut, type Wiring } from './link.ts';
import { sortedMap } from './sorted-map.ts';

export function publishStep(id: string, draft: SiteDraft, directory: Directory, wiring: Wiring): PublishStep | undefined {
  const entry = directory.get(id);
  if (!entry) return undefined;
  const { stack, path } = entry;
  const needs = new Set([stack.id]);
  const value = (from: string | Expression): PublishValue => {
    if (!isExpression(from)) return from;
    switch (from.kind) {
      case 'attribute': {
        const producer = directory.get(from.construct)?.stack.id;
        // An unknown construct has been reported: the expansion is not used.
        if (producer === undefined) return '';
        const output = demandOutput(wiring, from.construct, from.attribute);
        needs.add(producer);
        return { from: 'output', stack: producer, output };
      }
      case 'pseudo': {
        if (from.name === 'AWS::Region') return stack.region;
        // Only the account knows: the site's own stack says it.
        const output = attributeName('Aws', from.name.slice('AWS::'.length));
        putOut(wiring, stack.id, output, { Ref: from.name });
        return { from: 'output', stack: stack.id, output };
      }
      case 'ssm':
        return { from: 'ssm', name: from.name };
      case 'cfn':
        return { from: 'cfn', stack: from.stack, output: from.output };
      case 'join':
        return { join: from.parts.map(value) };
    }
  };
  const environment = sortedMap(Object.entries(draft.environment).map(([name, from]) => [name, value(from)]));
  const own = (attribute: string): PublishValue => ({ from: 'output', stack: stack.id, output: demandOutput(wiring, id, attribute) });
  return {
    id,
    kind: 'site',
    stack: stack.id,
    region: stack.region,
    source: draft.source,
    ...(draft.build && { build: draft.build }),
    environment,
    cache: draft.cache,
    bucket: own(draft.bucket),
    distribution: own(draft.distribution),
    dependsOn: [...needs].sort(),
    path,
  };
}
