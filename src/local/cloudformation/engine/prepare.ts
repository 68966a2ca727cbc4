/** A definition ready to be worked on: its template parsed, its conditions decided, its graph drawn. */

import type { StackJournal } from '../journal.ts';
import type { Definition, Stack, StackResource } from '../model.ts';
import { OperationFailure } from '../refusal.ts';
import { resourceGraph } from '../resource-graph.ts';
import { presentResources, type ResourceValues, stackScope } from '../scope.ts';
import { parseTemplate, type Template } from '../template.ts';
import type { EngineParts, Prepared } from './run.ts';

export async function prepare(parts: EngineParts, stack: Stack, definition: Definition, resources: ResourceValues): Promise<Prepared> {
  const template = parseTemplate(definition.template) as unknown as Template;
  const imported = new Set<string>();
  const others = {
    importedValue(region: string, name: string) {
      imported.add(name);
      return parts.stacks.importedValue(region, name);
    },
    output: (region: string, name: string, output: string) => parts.stacks.output(region, name, output),
  };
  const identity = { id: stack.id, name: stack.name, region: stack.region, account: parts.account, isFront: parts.isFront };
  const scope = stackScope(identity, template, definition, resources, others);
  const graph = resourceGraph(template, presentResources(template, scope));
  const types = await parts.loadTypes(new Set(Object.values(template.Resources).map(({ Type }) => Type)));
  return { template, scope, graph, types, imported };
}

/** Values of resources as they are now. */
export function deployedValues(journal: StackJournal): ResourceValues {
  return {
    ref: (logicalId) => journal.resources.get(logicalId)?.physicalId ?? missing(logicalId),
    attribute(logicalId, attribute) {
      const resource = journal.resources.get(logicalId);
      const value = resource && attributeOf(resource, attribute);
      if (value === undefined) {
        throw new OperationFailure(
          `The embedded endpoint has no value for the attribute ${attribute} of ${logicalId} (${resource?.type ?? 'no such resource'}).`,
        );
      }
      return value;
    },
  };
}

function missing(logicalId: string): never {
  throw new OperationFailure(`Unresolved resource dependencies [${logicalId}] in the Resources block of the template`);
}

/** An attribute by its name; `A.B` may also be the member `B` of the attribute `A`. */
export function attributeOf({ attributes }: StackResource, name: string): unknown {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined),
      attributes,
    );
}
