/**
 * Constructs whose code is the user's. In: what their modules made of the app's configurations, as data. Out: constructs
 * like the built-in ones. Never runs a module: it has answered before the expansion starts.
 */
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { Construct, Description, Draft, ExpandContext, Fragment } from './construct.ts';
import type { ConstructTypes } from './directory.ts';
import type { FunctionConfig } from './kit/function-layers.ts';
import { functions } from './kit/functions.ts';
import { walk } from './walk.ts';

/** What a module made of one construct; checked, and with the very expressions that the user wrote. */
export interface Answer {
  readonly description: Partial<Description>;
  readonly resources: Readonly<Record<string, CustomDraft>>;
  /** By what the roles of their resources begin with. */
  readonly functions: Readonly<Record<string, { readonly config: FunctionConfig; readonly at: JsonPath }>>;
}

export interface CustomDraft extends Omit<Draft, 'path' | 'properties'> {
  readonly properties?: Draft['properties'];
  /** Below the construct. */
  readonly at?: JsonPath;
}

/** By the id of the construct. */
export type Answers = ReadonlyMap<string, Answer>;

/** Constructs of `types` without an answer have not been judged: whatever is referred to is taken to be there. */
export function customConstructs(types: readonly string[], answers: Answers): ConstructTypes {
  return Object.fromEntries(types.map((type) => [type, customConstruct(answers)]));
}

function customConstruct(answers: Answers): Pick<Construct, 'describe' | 'expand'> {
  return {
    describe(_config, { id }) {
      const description = { attributes: {}, levels: {}, bindings: [], shown: [] };
      const answer = answers.get(id);
      return answer ? { ...description, ...answer.description } : { ...description, unjudged: true };
    },
    expand(_config, context) {
      const answer = answers.get(context.id);
      return answer ? fragment(answer, context) : { resources: {} };
    },
  };
}

function fragment(answer: Answer, context: ExpandContext): Fragment {
  const places = Object.entries(answer.functions).map(([prefix, { config, at }]) => ({ prefix, config, path: [...context.path, ...at] }));
  const made = functions(places, [], context);
  const own = Object.entries(answer.resources).map(
    ([role, { at = [], properties = {}, ...draft }]) => [role, { ...draft, properties, path: [...context.path, ...at] }] as const,
  );
  for (const [role] of own) {
    const id = context.logicalId(role);
    if (Object.hasOwn(made.resources, role)) context.report('E3006', context.path, { id, what: `a resource of \`${context.id}\`` });
  }
  const resources: Fragment['resources'] = { ...made.resources, ...Object.fromEntries(own) };
  checkNames(answer, Object.keys(resources), context);
  return { resources, assets: made.assets };
}

/** A module can only refer to resources of its construct; to others' attributes only the user does, where that is checked. */
function checkNames({ description, resources }: Answer, roles: readonly string[], context: ExpandContext): void {
  const { id, path, logicalId } = context;
  const { type = '', attributes = {} } = context.find(id) ?? {};
  const missing = (name: string, all: readonly string[]) => {
    if (!all.includes(name)) context.report('E2309', path, { type, id, name, near: nearest(name, all) });
  };
  const ids = roles.map(logicalId);
  walk([description, resources], {
    name(found) {
      if (!found.startsWith('AWS::')) missing(found, ids);
    },
    expression(found) {
      if (found.kind === 'attribute' && found.construct === id) missing(found.attribute, Object.keys(attributes));
    },
  });
  for (const { dependsOn = [] } of Object.values(resources)) for (const name of dependsOn) missing(name, ids);
  for (const name of [...(description.bindings ?? []), ...(description.shown ?? [])]) missing(name, Object.keys(attributes));
}
