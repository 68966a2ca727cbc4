/**
 * In: names of resource types. Out: AWS's own schemas of them, from tables generated out of `@aws-cdk/aws-service-spec`:
 * what a property's type is, what replaces a resource, what `Fn::GetAtt` gives. One table per service, read when it is asked for.
 * Never: knowledge of constructs, stacks or AWS's answers. A leaf.
 */
import { nearest } from '../core/nearest.ts';
import { tables } from './tables/index.gen.js';

export type ValueType =
  | { readonly kind: 'string'; readonly allowed?: readonly string[] }
  | { readonly kind: 'integer'; readonly allowed?: readonly number[] }
  | { readonly kind: 'number' | 'boolean' | 'json' | 'timestamp' }
  | { readonly kind: 'list' | 'map'; readonly of: ValueType }
  | { readonly kind: 'definition'; readonly name: string }
  | { readonly kind: 'union'; readonly of: readonly ValueType[] };

export interface PropertySchema {
  readonly type: ValueType;
  readonly required?: true;
  /** A change replaces the resource: always, or depending on the values. */
  readonly replaces?: 'always' | 'maybe';
}

export interface ResourceType {
  /** `AWS::DynamoDB::Table` */
  readonly name: string;
  readonly properties: Readonly<Record<string, PropertySchema>>;
  /** Nested types by name. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, PropertySchema>>>>;
  /** Names that `Fn::GetAtt` knows. */
  readonly attributes: readonly string[];
  readonly primaryIdentifier: readonly string[];
  /** The property that names the resource where a name can be given: `TableName`. */
  readonly nameProperty?: string;
  /** Losing or replacing it loses data, or an address that others hold (`reference/cloudformation.md` §9.2, with its missing ones). */
  readonly stateful: boolean;
  /** The macro that a template needs for it. */
  readonly macro?: string;
  /** The property for tags, and its shape. */
  readonly tags?: { readonly property: string; readonly shape: 'list' | 'map' };
}

/** The types of one service by name. */
export type Table = Readonly<Record<string, ResourceType>>;

export interface ResourceTypes {
  get(name: string): ResourceType | undefined;
}

/**
 * The schemas of these types (and of all others of their services); `get` gives `undefined` for a type that no table has.
 * Tables stay loaded, so that asking again costs nothing.
 */
export async function loadResourceTypes(names: Iterable<string>): Promise<ResourceTypes> {
  const services = new Set([...names].map(serviceOf).filter((service) => service !== undefined));
  await Promise.all([...services].map(loadService));
  return {
    get: (name) => {
      const service = serviceOf(name);
      return service === undefined ? undefined : loaded.get(service)?.[name];
    },
  };
}

/** The type of AWS's that somebody may have meant who wrote `name`. */
export async function nearestType(name: string): Promise<string | undefined> {
  const [, written = '', ...rest] = name.split('::');
  const service = Object.hasOwn(tables, written) ? written : nearest(written, Object.keys(tables));
  if (service === undefined) return undefined;
  await loadService(service);
  return nearest(['AWS', service, ...rest].join('::'), Object.keys(loaded.get(service) ?? {}));
}

const loaded = new Map<string, Table>();

async function loadService(service: string): Promise<void> {
  if (loaded.has(service)) return;
  const table = await tables[service]?.();
  if (table) loaded.set(service, table.default);
}

/** The middle of `AWS::DynamoDB::Table`, if there is a table for it. */
function serviceOf(name: string): string | undefined {
  const [vendor, service, type] = name.split('::');
  return vendor === 'AWS' && service !== undefined && type !== undefined && Object.hasOwn(tables, service) ? service : undefined;
}
