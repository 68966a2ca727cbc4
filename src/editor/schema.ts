/**
 * In: the schemas of the app file and of the constructs, long forms with our annotations. Out: the published schema, in draft 7: short
 * forms, variables where they may stand, and each shape once more as it is in an override of a stage.
 * Shaped for what editors do with it: a value's forms are types beside one another, not alternatives, so that hover and messages tell of
 * one schema; only a list of values needs an alternative, for variables. Never: a word of its own about a key.
 */
import { type Form, longForm, shape } from './shape.ts';
import { words } from './words.ts';

export interface AnnotatedSchema {
  readonly [keyword: string]: unknown;
}

export interface EditorSources {
  readonly app: AnnotatedSchema;
  readonly constructs: Readonly<Record<string, AnnotatedSchema>>;
  readonly definitions: Readonly<Record<string, AnnotatedSchema>>;
}

export function editorSchema({ app, constructs, definitions }: EditorSources): AnnotatedSchema {
  const shared = Object.entries(definitions).flatMap(([name, schema]) =>
    FORMS.map((form) => [definitionName(name, form), convert(schema, form)]),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...words(app),
    type: 'object',
    ...longForm(app, 'whole', convert),
    definitions: { ...Object.fromEntries(shared), ...constructDefinitions(constructs) },
  };
}

/** The definitions of these types, and those of any construct, which choose one by its `type`. */
export function constructDefinitions(constructs: EditorSources['constructs']): Readonly<Record<string, AnnotatedSchema>> {
  const own = Object.entries(constructs).flatMap(([type, schema]) =>
    FORMS.map((form) => [constructName(type, form), constructOf(type, schema, form)] as const),
  );
  const union = FORMS.map((form) => [definitionName('Construct', form), anyConstruct(constructs, form)] as const);
  return Object.fromEntries([...own, ...union]);
}

export function constructName(type: string, form: Form): string {
  return definitionName(`Construct${type}`, form);
}

const FORMS: readonly Form[] = ['whole', 'part'];

function definitionName(name: string, form: Form): string {
  return form === 'whole' ? name : `${name}Override`;
}

export function definition(name: string): AnnotatedSchema {
  return { $ref: `#/definitions/${name}` };
}

function convert(schema: AnnotatedSchema, form: Form): AnnotatedSchema {
  if (schema.constructByType) return definition(definitionName('Construct', form));
  const { $ref } = schema;
  const target = typeof $ref === 'string' && definition(definitionName($ref.replace('#/$defs/', ''), form));
  return target ? { ...words(schema), ...target } : { ...words(schema), ...shape(schema, form, convert) };
}

function constructOf(type: string, schema: AnnotatedSchema, form: Form): AnnotatedSchema {
  const { properties, ...rest } = longForm(schema, form, convert);
  const written = (schema.properties as Readonly<Record<string, AnnotatedSchema>>).type ?? {};
  return {
    ...words(schema),
    type: form === 'whole' ? 'object' : ['object', 'null'],
    ...rest,
    properties: { ...(properties as AnnotatedSchema), type: { ...words(written), const: type } },
  };
}

/** Chosen by `type`, so that an editor completes the keys and shows the problems of that type alone. */
function anyConstruct(constructs: EditorSources['constructs'], form: Form): AnnotatedSchema {
  const types = Object.keys(constructs).sort();
  const type = {
    title: 'Type',
    description: 'The type of the construct, which decides what other keys it takes.',
    enum: types,
    markdownEnumDescriptions: types.map((name) => constructs[name]?.description),
  };
  return {
    title: 'Construct',
    description: 'Several AWS resources that make one functional unit.',
    type: form === 'whole' ? 'object' : ['object', 'null'],
    ...(form === 'whole' && { required: ['type'] }),
    properties: { type },
    allOf: types.map((name) => ({
      // A key that has no value yet is no construct of every type.
      if: { type: 'object', required: ['type'], properties: { type: { const: name } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: definition(constructName(name, form)),
    })),
  };
}
