/** CloudFormation's limits, with the constructs that take the most. */
import type { JsonPath } from '../core/span.ts';
import type { CfnResource, CfnTemplate, StackTemplate } from '../core/stages.ts';
import type { Report } from './report.ts';
import { walk } from './walk.ts';

const RESOURCES = 500;
const PARAMETERS = 200;
const OUTPUTS = 200;
const MAPPINGS = 200;
const BYTES = 1_000_000;
const DESCRIPTION_BYTES = 1024;
const TAGS = 50;
const NEAR = 0.8;
/** Of the constructs that take the most. */
const SHOWN = 3;

interface Count {
  readonly what: string;
  readonly limit: number;
  readonly count: number;
  /** What constructs add to it; looked at only near the limit. */
  readonly shares?: () => readonly Share[];
}

/** A construct, where it is one's, and a part of the count. */
type Share = readonly [construct: string | undefined, count: number];

type Owner = (logicalId: string) => string | undefined;

export function checkLimits(stack: StackTemplate, paths: ReadonlyMap<string, JsonPath>, report: Report): void {
  const { Resources, Parameters = {}, Outputs = {}, Mappings = {}, Description = '' } = stack.template;
  const owner = (id: string) => stack.origins[id]?.construct;
  const ofResources = (measure: (resource: CfnResource) => number) => () =>
    Object.entries(Resources).map(([id, resource]) => [owner(id), measure(resource)] as const);
  const counts: readonly Count[] = [
    { what: 'resources', limit: RESOURCES, count: size(Resources), shares: ofResources(() => 1) },
    { what: 'parameters', limit: PARAMETERS, count: size(Parameters), shares: () => users(Parameters, Resources, owner) },
    { what: 'outputs', limit: OUTPUTS, count: size(Outputs), shares: () => sources(Outputs, owner) },
    { what: 'mappings', limit: MAPPINGS, count: size(Mappings) },
    { what: 'bytes in its template', limit: BYTES, count: bytes(stack.template), shares: ofResources(bytes) },
    { what: 'bytes in its description', limit: DESCRIPTION_BYTES, count: Buffer.byteLength(Description) },
    { what: 'tags', limit: TAGS, count: size(stack.tags) },
  ];
  for (const { what, limit, count, shares } of counts) {
    if (count <= limit * NEAR) continue;
    const biggest = biggestOf(shares?.() ?? []);
    const [first] = biggest;
    const path = (first && paths.get(first[0])) ?? stack.path;
    report(count > limit ? 'E3009' : 'E3010', path, { stack: stack.id, what, count, limit, biggest });
  }
}

/** The constructs whose resources take each parameter. */
function users(parameters: object, resources: CfnTemplate['Resources'], owner: Owner): readonly Share[] {
  const found = new Set<string>();
  for (const [id, resource] of Object.entries(resources)) {
    walk(resource, {
      name(name) {
        if (Object.hasOwn(parameters, name)) found.add(`${owner(id) ?? ''} ${name}`);
      },
    });
  }
  return [...found].map((one) => [one.split(' ')[0] || undefined, 1]);
}

/** The construct whose resource each output tells of. */
function sources(outputs: NonNullable<CfnTemplate['Outputs']>, owner: Owner): readonly Share[] {
  return Object.values(outputs).map((output) => {
    const found = new Set<string>();
    walk(output, { name: (name) => void found.add(owner(name) ?? '') });
    const [first] = found;
    return [first || undefined, 1];
  });
}

/** The first by name where several take the same. */
function biggestOf(shares: readonly Share[]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const [construct, count] of shares) if (construct !== undefined) sums.set(construct, (sums.get(construct) ?? 0) + count);
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, SHOWN);
}

function size(map: object): number {
  return Object.keys(map).length;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
