/**
 * In: a template as deployed and as it shall be. Out: what happens to each resource, judged by AWS's resource schemas.
 * Never: a call. What only CloudFormation can know (an attribute that changes with an update) is left to the change set.
 */
import type { ResourceTypes } from '../aws-schemas/index.ts';
import type { PlannedChange } from '../core/plan.ts';
import type { CfnResource, CfnTemplate } from '../core/stages.ts';
import { keepsName } from './fixed-name.ts';
import { presentResources } from './present.ts';
import { references } from './references.ts';

type Change = Pick<PlannedChange, 'logicalId' | 'resourceType' | 'action' | 'properties' | 'fate'>;

/** `changedParameters`: names of parameters that get, or may get, another value. */
export function compareTemplates(
  before: CfnTemplate | undefined,
  after: CfnTemplate,
  changedParameters: ReadonlySet<string>,
  types: ResourceTypes,
): readonly Change[] {
  const old = before ? presentResources(before) : {};
  const wanted = presentResources(after);
  const replaced = replacedResources(old, wanted, changedParameters, types);
  const changes: Change[] = [];
  for (const [logicalId, resource] of Object.entries(wanted)) {
    const was = own(old, logicalId);
    if (!was) {
      changes.push({ logicalId, resourceType: resource.Type, action: 'add', properties: [] });
      continue;
    }
    const properties = changedProperties(was, resource, (name) => changedParameters.has(name) || replaced.has(name));
    if (replaced.has(logicalId)) {
      // Two of one name cannot be: the old one goes, whatever its policy says.
      const fate = keepsName(was, resource, types) ? 'deleted' : fateOf(was, 'UpdateReplacePolicy');
      changes.push({ logicalId, resourceType: resource.Type, action: 'replace', properties, fate });
    } else if (properties.length > 0) {
      changes.push({ logicalId, resourceType: resource.Type, action: 'modify', properties });
    }
  }
  for (const [logicalId, was] of Object.entries(old)) {
    if (own(wanted, logicalId)) continue;
    changes.push({ logicalId, resourceType: was.Type, action: 'remove', properties: [], fate: fateOf(was, 'DeletionPolicy') });
  }
  return changes;
}

/** What the policy as deployed does to a resource that goes away. */
export function fateOf(resource: CfnResource, policy: 'DeletionPolicy' | 'UpdateReplacePolicy'): NonNullable<PlannedChange['fate']> {
  switch (resource[policy] ?? defaultPolicy(resource)) {
    case 'Retain':
    case 'RetainExceptOnCreate':
      return 'retained';
    case 'Snapshot':
      return 'snapshot';
    default:
      return 'deleted';
  }
}

function defaultPolicy({ Type, Properties }: CfnResource): string {
  const standalone = Type === 'AWS::RDS::DBInstance' && !Properties?.DBClusterIdentifier;
  return Type === 'AWS::RDS::DBCluster' || standalone ? 'Snapshot' : 'Delete';
}

/** A replaced resource changes what refers to it, which may replace that in turn: until nothing more follows. */
function replacedResources(
  old: CfnTemplate['Resources'],
  wanted: CfnTemplate['Resources'],
  changedParameters: ReadonlySet<string>,
  types: ResourceTypes,
): ReadonlySet<string> {
  const replaced = new Set<string>();
  const users = new Map<string, string[]>();
  for (const [id, resource] of Object.entries(wanted)) {
    for (const name of references(resource.Properties)) users.set(name, [...(users.get(name) ?? []), id]);
  }
  let open = Object.keys(wanted);
  while (open.length > 0) {
    const found: string[] = [];
    for (const id of open) {
      const was = own(old, id);
      const is = own(wanted, id);
      if (!was || !is || replaced.has(id)) continue;
      const changed = changedProperties(was, is, (name) => changedParameters.has(name) || replaced.has(name));
      if (was.Type !== is.Type || changed.some((property) => types.get(is.Type)?.properties[property]?.replaces)) {
        replaced.add(id);
        found.push(id);
      }
    }
    open = [...new Set(found.flatMap((id) => users.get(id) ?? []))];
  }
  return replaced;
}

/** Names of properties and attributes whose text differs or that refer to something that changes. */
function changedProperties(before: CfnResource, after: CfnResource, changes: (name: string) => boolean): readonly string[] {
  const was = before.Properties ?? {};
  const is = after.Properties ?? {};
  const properties = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => !same(was[name], is[name]) || [...references(is[name])].some(changes),
  );
  const attributes = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== 'Properties' && name !== 'DependsOn' && !same(before[name], after[name]),
  );
  return [...properties, ...attributes].sort();
}

/** Equal as JSON, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((key) => Object.hasOwn(y, key) && same(x[key], y[key]));
}

function own<Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
