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
    FORMS.map((form) => [definitionName(name, form), convert(withoutReference(schema, definitions), form)]),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...words(app),
    type: 'object',
    ...longForm(app, 'whole', convert),
    definitions: { ...Object.fromEntries(shared), ...constructDefinitions(constructs) },
  };
}

/** The published schema with an app's own types beside the built-in ones: annotated as theirs, with the keys that all constructs take. */
export function withConstructTypes(published: AnnotatedSchema, own: EditorSources['constructs']): AnnotatedSchema {
  const definitions = published.definitions as Readonly<Record<string, AnnotatedSchema>>;
  return { ...published, definitions: { ...definitions, ...constructDefinitions(own, descriptionsIn(definitions)) } };
}

type Descriptions = Readonly<Record<string, unknown>>;

function descriptionsIn({ Construct = {} }: Readonly<Record<string, AnnotatedSchema>>): Descriptions {
  const { type } = Construct.properties as { type: { enum: readonly string[]; markdownEnumDescriptions: readonly string[] } };
  return Object.fromEntries(type.enum.map((name, index) => [name, type.markdownEnumDescriptions[index]]));
}

/** The definitions of these types, and those of any construct, which choose one by its `type`. */
function constructDefinitions(
  constructs: EditorSources['constructs'],
  others: Descriptions = {},
): Readonly<Record<string, AnnotatedSchema>> {
  const own = Object.entries(constructs).flatMap(([type, schema]) =>
    FORMS.map((form) => [constructName(type, form), constructOf(type, schema, form)] as const),
  );
  const descriptions = {
    ...others,
    ...Object.fromEntries(Object.entries(constructs).map(([type, { description }]) => [type, description])),
  };
  const union = FORMS.map((form) => [definitionName('Construct', form), anyConstruct(descriptions, form)] as const);
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

/** A definition that is another one with further words: in draft 7 nothing may stand beside `$ref`. */
function withoutReference({ $ref, ...own }: AnnotatedSchema, definitions: EditorSources['definitions']): AnnotatedSchema {
  return typeof $ref === 'string' ? { ...definitions[$ref.replace('#/$defs/', '')], ...own } : own;
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
function anyConstruct(descriptions: Descriptions, form: Form): AnnotatedSchema {
  const types = Object.keys(descriptions).sort();
  const type = {
    title: 'Type',
    description: 'The type of the construct, which decides what other keys it takes.',
    enum: types,
    markdownEnumDescriptions: types.map((name) => descriptions[name]),
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
