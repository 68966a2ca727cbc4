/**
 * In: a template as deployed and as it shall be. Out: the templates in between that DynamoDB wants: one global index made or dropped
 * per update of a table. New indexes come first, then all that uses them changes, and only then the old ones go.
 * Never: an index that both templates have touched; a table that is replaced (`replaced`), which is new anyway.
 */
import type { CfnResource, CfnTemplate } from '../core/stages.ts';
import type { Step } from './steps.ts';

type Definition = { readonly AttributeName: string };

type Keyed = { readonly KeySchema: readonly Definition[] };

type Index = Keyed & { readonly IndexName: string };

/** What a table's indexes are, update after update. */
interface Course {
  /** While all else is as deployed. */
  readonly preparing: readonly (readonly Index[])[];
  /** While all else is as wanted; the last is what is wanted. */
  readonly finishing: readonly (readonly Index[])[];
}

/** To be deployed one after the other, and then `after` itself. None where one update will do. */
export function indexSteps(before: CfnTemplate, after: CfnTemplate, replaced: ReadonlySet<string>): readonly Step[] {
  const courses = new Map(
    Object.entries(after.Resources).flatMap(([id, wanted]) => {
      const was = Object.hasOwn(before.Resources, id) ? before.Resources[id] : undefined;
      const course = was && !replaced.has(id) ? courseOf(was, wanted) : undefined;
      return course ? [[id, course] as const] : [];
    }),
  );
  const steps = (phase: keyof Course) => Math.max(0, ...[...courses.values()].map((course) => course[phase].length));
  const template = (base: CfnTemplate, phase: keyof Course, step: number): CfnTemplate => {
    const tables = [...courses].flatMap(([id, course]) => {
      const indexes = course[phase][Math.min(step, course[phase].length - 1)];
      return indexes ? [[id, withIndexes(base.Resources[id] as CfnResource, indexes, definitionsOf(before, after, id))] as const] : [];
    });
    return { ...base, Resources: { ...base.Resources, ...Object.fromEntries(tables) } };
  };
  return [
    ...numbers(steps('preparing')).map((step) => ({ template: template(before, 'preparing', step), asDeployed: true })),
    ...numbers(steps('finishing') - 1).map((step) => ({ template: template(after, 'finishing', step), asDeployed: false })),
  ];
}

/** `undefined` where DynamoDB takes the change at once, or where only CloudFormation knows what the indexes are. */
function courseOf(before: CfnResource, after: CfnResource): Course | undefined {
  const was = indexesOf(before);
  const wanted = indexesOf(after);
  if (!was || !wanted) return undefined;
  const same = (a: Index, b: Index | undefined) => JSON.stringify(a) === JSON.stringify(b);
  const named = (indexes: readonly Index[], { IndexName }: Index) => indexes.find((index) => index.IndexName === IndexName);
  const gone = was.filter((index) => !named(wanted, index));
  const changed = was.filter((index) => named(wanted, index) && !same(index, named(wanted, index)));
  const made = wanted.filter((index) => !same(index, named(was, index)));
  if (gone.length + changed.length + made.length < 2) return undefined;
  // An index that changes under its name goes before it comes back.
  const dropped = changed.map((_, count) => was.filter((index) => !changed.slice(0, count + 1).includes(index)));
  const kept = was.filter((index) => !changed.includes(index));
  const grown = made.map((_, count) => [...kept, ...made.slice(0, count + 1)]);
  const all = grown.at(-1) ?? kept;
  const shrunk = gone.map((_, count) => all.filter((index) => !gone.slice(0, count + 1).includes(index)));
  return { preparing: [...dropped, ...grown.slice(0, -1)], finishing: [all, ...shrunk] };
}

function indexesOf({ Type, Properties }: CfnResource): readonly Index[] | undefined {
  const given = Properties?.GlobalSecondaryIndexes ?? [];
  if (Type !== 'AWS::DynamoDB::Table' || !Array.isArray(given) || !Array.isArray(Properties?.AttributeDefinitions)) return undefined;
  return (given as readonly Index[]).every(({ IndexName, KeySchema }) => typeof IndexName === 'string' && Array.isArray(KeySchema))
    ? (given as readonly Index[])
    : undefined;
}

function definitionsOf(before: CfnTemplate, after: CfnTemplate, id: string): readonly Definition[] {
  const all = [after, before].flatMap(({ Resources }) => Resources[id]?.Properties?.AttributeDefinitions as readonly Definition[]);
  return [...new Map(all.toReversed().map((definition) => [definition.AttributeName, definition])).values()];
}

/** DynamoDB wants the attributes of the keys that are there defined, and no other. */
function withIndexes(table: CfnResource, indexes: readonly Index[], definitions: readonly Definition[]): CfnResource {
  const { GlobalSecondaryIndexes: _, ...rest } = table.Properties ?? {};
  const keys = [rest, ...((rest.LocalSecondaryIndexes ?? []) as readonly Keyed[]), ...indexes] as readonly Keyed[];
  const used = new Set(keys.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)));
  return {
    ...table,
    Properties: {
      ...rest,
      AttributeDefinitions: definitions.filter(({ AttributeName }) => used.has(AttributeName)),
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    },
  };
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => index);
}
