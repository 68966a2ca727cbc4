/** A linked stack as a template and what stands beside it. */
import type { JsonPath } from '../core/span.ts';
import type { AppConfig, CfnTemplate, CfnValue, StackTemplate } from '../core/stages.ts';
import type { StackDraft } from './drafts.ts';
import type { Parameter } from './link.ts';
import type { LinkedResources } from './link-stack.ts';
import { ownOutput } from './own-outputs.ts';
import type { Report } from './report.ts';
import { sortedMap } from './sorted-map.ts';

/** CloudFormation's limit for logical ids and names of outputs. */
const NAME_LENGTH = 255;

/** Everything that linking found out about a stack. */
export interface LinkedStack {
  readonly draft: StackDraft;
  readonly linked: LinkedResources;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Outputs of its constructs. */
  readonly outputs: ReadonlyMap<string, CfnValue>;
  readonly shown: StackTemplate['shown'];
  readonly dependsOn: ReadonlySet<string>;
}

export function stackTemplate(linked: LinkedStack, app: AppConfig, report: Report): StackTemplate {
  const { draft, parameters, outputs } = linked;
  const { resources, ownOutputs, conditions, mappings } = linked.linked;
  const { stack } = draft;
  checkNames(linked, report);
  const own = Object.entries(ownOutputs).map(
    ([name, value]) => [name, ownOutput(name, value, [...stack.path, 'outputs', name], report)] as const,
  );
  const all = [...own, ...[...outputs].map(([name, Value]) => [name, { Value }] as const)];
  const template: CfnTemplate = {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(stack.description !== undefined && { Description: stack.description }),
    ...(Object.keys(conditions).length > 0 && { Conditions: conditions }),
    ...(Object.keys(mappings).length > 0 && { Mappings: mappings }),
    ...(all.length > 0 && { Outputs: sortedMap(all) }),
    ...(parameters.size > 0 && { Parameters: sortedMap([...parameters].map(([name, { type }]) => [name, { Type: type }])) }),
    Resources: resources,
  };
  return {
    id: stack.id,
    name: stack.name,
    region: stack.region,
    template,
    parameters: sortedMap([...parameters].map(([name, { source }]) => [name, source])),
    dependsOn: [...linked.dependsOn].sort(),
    tags: sortedMap(Object.entries({ ...app.tags, ...stack.tags, 'proj:app': app.app, 'proj:stage': app.stage })),
    terminationProtection: app.protect,
    ...(draft.unjudged.length > 0 && { unjudged: draft.unjudged }),
    origins: sortedMap([...draft.resources].map(([id, { origin }]) => [id, origin])),
    shown: linked.shown,
    path: stack.path,
  };
}

function checkNames({ draft, parameters, outputs, linked: { ownOutputs } }: LinkedStack, report: Report): void {
  const { stack, resources, unjudged } = draft;
  const told = new Set<string>();
  // All names of a construct begin with its id: one of them is enough.
  const checkLength = (name: string, path: JsonPath) => {
    const place = path.join('/');
    if (name.length <= NAME_LENGTH || told.has(place)) return;
    told.add(place);
    report('E3027', path, { name });
  };
  for (const [id, { origin }] of resources) {
    checkLength(id, origin.path);
    // Parameters and resources share their names.
    if (parameters.has(id)) report('E3006', origin.path, { id, what: 'a resource' });
  }
  for (const name of Object.keys(ownOutputs)) {
    const path = [...stack.path, 'outputs', name];
    checkLength(name, path);
    if (outputs.has(name)) report('E3006', path, { id: name, what: 'an output' });
  }
  if (resources.size === 0 && unjudged.length === 0) report('E3032', stack.path, { stack: stack.id });
}
