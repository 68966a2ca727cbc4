/** Literal names that a deploy would give, and that something already has which is not the app's own. */
import { loadResourceTypes, type ResourceTypes } from '../../aws-schemas/index.ts';
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { JsonPath } from '../../core/span.ts';
import type { CfnResource, Expansion } from '../../core/stages.ts';
import { adopted } from '../adopt.ts';
import type { Cloud, NamedType } from '../cloud.ts';
import { limiter } from '../limiter.ts';
import { readStack, undeclaredIn, withResources } from '../read-stacks.ts';
import { type RetainedResource, readRelease, readRetained, recordsIn } from '../records.ts';
import { attempt } from './attempt.ts';
import type { OwnStack } from './stacks.ts';

const KINDS: Readonly<Record<NamedType, string>> = {
  'AWS::DynamoDB::Table': 'DynamoDB table',
  'AWS::Lambda::Function': 'Lambda function',
  'AWS::Logs::LogGroup': 'log group',
  'AWS::S3::Bucket': 'bucket',
  'AWS::Scheduler::Schedule': 'schedule',
};

/** Calls of one kind. */
const AT_ONCE = 8;

type App = Pick<Expansion, 'app' | 'stage' | 'region' | 'stacks'>;

interface WantedName {
  readonly type: NamedType;
  readonly name: string;
  readonly region: string;
  readonly path: JsonPath;
  /** An earlier removal kept it, but as it is declared now a deploy does not take it back. */
  readonly kept: boolean;
}

export async function checkNames(own: readonly OwnStack[], app: App, cloud: Cloud, diagnostics: Diagnostics): Promise<void> {
  const known = await attempt('which names are taken', diagnostics, () => whatIsOurs(own, app, cloud));
  if (!known) return;
  const { has, retained } = known.value;
  const types = await loadResourceTypes(Object.keys(KINDS));
  const wanted = own.flatMap((one) => literalNames(one, cloud.account, retained, types)).filter((one) => !has(one));
  const taken = await Promise.all(
    (Object.keys(KINDS) as NamedType[]).map(async (type) => {
      const names = wanted.filter((one) => one.type === type);
      return attempt(`which names of a ${KINDS[type]} are taken`, diagnostics, () => takenOf(names, cloud));
    }),
  );
  for (const { type, name, region, path, kept } of taken.flatMap((found) => found?.value ?? [])) {
    const hint = kept ? { hint: 'an earlier removal kept it: with `removalPolicy: retain` the deploy takes it back' } : {};
    // Buckets have their names from all regions.
    const where = type === 'AWS::S3::Bucket' ? '' : ` in ${region}`;
    diagnostics.report('E5042', path, { what: `${KINDS[type]} \`${name}\`${where}` }, { part: 'value', ...hint });
  }
}

/** Stacks that the last release left count too: what becomes of theirs is the deploy's business. */
async function whatIsOurs(own: readonly OwnStack[], app: App, cloud: Cloud) {
  const records = recordsIn(app, cloud, app.region);
  const [release, retained] = await Promise.all([readRelease(records), readRetained(records)]);
  const undeclared = await Promise.all(undeclaredIn(release, app.stacks).map((stack) => readStack(stack, app, cloud, undefined)));
  const there = [...own.map(({ deployed }) => deployed), ...undeclared].filter((stack) => stack !== undefined);
  const stacks = await withResources(there, () => true, cloud);
  const owned = new Set<string>();
  for (const { region, resources = [] } of stacks.values()) {
    for (const { type, physicalId, status } of resources) {
      if (!/^(DELETE_COMPLETE|DELETE_SKIPPED|CREATE_FAILED)$/.test(status)) owned.add(`${region} ${type} ${physicalId}`);
    }
  }
  return { retained, has: ({ region, type, name }: WantedName) => owned.has(`${region} ${type} ${name}`) };
}

/** Whether a resource with a condition will be there is CloudFormation's to say. */
function literalNames(
  { stack: { template, region, origins, path } }: OwnStack,
  account: string,
  retained: readonly RetainedResource[],
  types: ResourceTypes,
): readonly WantedName[] {
  return Object.entries(template.Resources).flatMap(([logicalId, resource]): readonly WantedName[] => {
    const { Type: type, Condition: condition } = resource;
    if (!isNamed(type) || condition !== undefined) return [];
    const property = types.get(type)?.nameProperty ?? 'Name';
    const name = nameOf(resource, property, `${account}-${region}`);
    if (name === undefined || adopted(resource, region, retained, types)) return [];
    const origin = origins[logicalId];
    const where = origin?.construct === undefined ? ['Properties', property] : ['name'];
    const kept = retained.some((one) => one.resourceType === type && one.region === region && one.physicalId === name);
    return [{ type, name, region, path: [...(origin?.path ?? path), ...where], kept }];
  });
}

function isNamed(type: string): type is NamedType {
  return Object.hasOwn(KINDS, type);
}

function nameOf({ Properties: properties = {} }: CfnResource, property: string, home: string): string | undefined {
  const { [property]: name, BucketNamePrefix: prefix, GroupName: group } = properties;
  // Names of schedules are those of their group.
  if (group !== undefined) return undefined;
  if (typeof name === 'string') return name;
  return typeof prefix === 'string' ? `${prefix}-${home}-an` : undefined;
}

/** What was denied once is denied to all that wait behind it: they are not asked for. */
async function takenOf(wanted: readonly WantedName[], cloud: Cloud): Promise<readonly WantedName[]> {
  const inTurn = limiter(AT_ONCE);
  let denied = false;
  const ask = async (one: WantedName): Promise<readonly WantedName[]> => {
    if (denied) return [];
    try {
      return (await cloud.in(one.region).names[one.type](one.name)) ? [one] : [];
    } catch (error) {
      denied = true;
      throw error;
    }
  };
  return (await Promise.all(wanted.map((one) => inTurn(() => ask(one))))).flat();
}
