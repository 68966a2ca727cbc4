/** CloudFormation's limits, with the construct that takes the most. */
import type { JsonPath } from '../core/span.ts';
import type { CfnResource, StackTemplate } from '../core/stages.ts';
import type { Report } from './report.ts';

const RESOURCES = 500;
const PARAMETERS = 200;
const OUTPUTS = 200;
const BYTES = 1_000_000;
const DESCRIPTION_BYTES = 1024;
const TAGS = 50;
const NEAR = 0.8;

interface Count {
  readonly what: string;
  readonly limit: number;
  readonly count: number;
  /** What each construct adds. */
  readonly shares?: () => ReadonlyMap<string, number>;
}

export function checkLimits(stack: StackTemplate, paths: ReadonlyMap<string, JsonPath>, report: Report): void {
  const { Resources, Parameters, Outputs, Description = '' } = stack.template;
  const shares = (measure: (resource: CfnResource) => number) => sums(stack, measure);
  const counts: readonly Count[] = [
    { what: 'resources', limit: RESOURCES, count: Object.keys(Resources).length, shares: () => shares(() => 1) },
    { what: 'parameters', limit: PARAMETERS, count: Object.keys(Parameters ?? {}).length },
    { what: 'outputs', limit: OUTPUTS, count: Object.keys(Outputs ?? {}).length },
    { what: 'bytes in its template', limit: BYTES, count: bytes(stack.template), shares: () => shares(bytes) },
    { what: 'bytes in its description', limit: DESCRIPTION_BYTES, count: Buffer.byteLength(Description) },
    { what: 'tags', limit: TAGS, count: Object.keys(stack.tags).length },
  ];
  for (const { what, limit, count, shares } of counts) {
    if (count <= limit * NEAR) continue;
    const biggest = shares && biggestOf(shares());
    const path = (biggest === undefined ? undefined : paths.get(biggest)) ?? stack.path;
    report(count > limit ? 'E3009' : 'E3010', path, { stack: stack.id, what, count, limit, biggest });
  }
}

function sums({ template, origins }: StackTemplate, measure: (resource: CfnResource) => number): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    const construct = origins[id]?.construct;
    if (construct !== undefined) result.set(construct, (result.get(construct) ?? 0) + measure(resource));
  }
  return result;
}

/** The first by name where several take the same. */
function biggestOf(shares: ReadonlyMap<string, number>): string | undefined {
  return [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
