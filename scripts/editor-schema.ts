/** The published schema: each annotated long form, its short forms, and variables where they may stand. */
export interface AnnotatedSchema {
  readonly [keyword: string]: unknown;
}

export interface EditorSources {
  readonly app: AnnotatedSchema;
  readonly constructs: Readonly<Record<string, AnnotatedSchema>>;
  readonly definitions: Readonly<Record<string, AnnotatedSchema>>;
  readonly stackId: string;
  readonly constructId: string;
}

/** What takes no part in the published file. */
const OURS = new Set([
  'shorthand',
  'unit',
  'known',
  'layered',
  'passThrough',
  'cloudFormation',
  'construct',
  'keysAre',
  'pathTo',
  'form',
  'keyForm',
  'format',
  'because',
  'constructByType',
]);
const ONLY_WHOLE = new Set(['required', 'minProperties']);
const VARIABLE = { type: 'string', pattern: '\\$\\{' } as const;
const QUANTITY = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)? *[A-Za-z]+$' } as const;

/** `whole`: as in the base; `part`: as in an override of a stage, where nothing is required and `null` removes. */
type Form = 'whole' | 'part';

export function editorSchema({ app, constructs, definitions, stackId, constructId }: EditorSources): AnnotatedSchema {
  const ids: Readonly<Record<string, string>> = { Stacks: stackId, Constructs: constructId };
  const all: Record<string, AnnotatedSchema> = {};
  for (const form of ['whole', 'part'] as const) {
    for (const [name, schema] of Object.entries(definitions)) all[nameOf(name, form)] = convert(schema, form, ids);
    for (const [type, schema] of Object.entries(constructs)) {
      const properties = {
        ...(schema.properties as object),
        type: { ...((schema.properties as AnnotatedSchema).type as object), const: type },
      };
      all[nameOf(`Construct${type}`, form)] = convert({ ...schema, properties }, form, ids);
    }
    all[nameOf('Construct', form)] = anyConstruct(Object.keys(constructs), form);
  }
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...convert(app, 'whole', ids), $defs: all };
}

function nameOf(name: string, form: Form): string {
  return form === 'whole' ? name : `${name}Override`;
}

/** Chosen by `type`, so that an editor shows the problems of that type alone. */
function anyConstruct(types: readonly string[], form: Form): AnnotatedSchema {
  return {
    type: form === 'whole' ? 'object' : ['object', 'null'],
    ...(form === 'whole' && { required: ['type'] }),
    properties: { type: { title: 'Type', description: 'The type of the construct.', enum: types } },
    allOf: types.map((type) => ({
      if: { required: ['type'], properties: { type: { const: type } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/$defs/${nameOf(`Construct${type}`, form)}` },
    })),
  };
}

function convert(schema: AnnotatedSchema, form: Form, ids: Readonly<Record<string, string>>): AnnotatedSchema {
  if (schema.constructByType) return { $ref: `#/$defs/${nameOf('Construct', form)}` };
  const long: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (OURS.has(key) || (form === 'part' && ONLY_WHOLE.has(key))) continue;
    long[key] = convertKeyword(key, value, form, ids);
  }
  const id = ids[String(schema.title)];
  if (id !== undefined && schema.propertyNames === undefined) long.propertyNames = { pattern: id };
  return withAlternatives(long, alternatives(schema, form));
}

function convertKeyword(key: string, value: unknown, form: Form, ids: Readonly<Record<string, string>>): unknown {
  if (key === '$ref') return `#/$defs/${nameOf(String(value).replace('#/$defs/', ''), form)}`;
  // `stages` holds overrides.
  if (key === 'properties') {
    return Object.fromEntries(
      Object.entries(value as AnnotatedSchema).map(([name, one]) => [
        name,
        convert(one as AnnotatedSchema, name === 'stages' ? 'part' : form, ids),
      ]),
    );
  }
  if ((key === 'items' || key === 'additionalProperties') && typeof value === 'object') return convert(value as AnnotatedSchema, form, ids);
  return value;
}

/** What may stand here beside the long form. */
function alternatives(schema: AnnotatedSchema, form: Form): readonly AnnotatedSchema[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const takesText = types.includes('string') && schema.pattern === undefined && schema.enum === undefined && schema.maxLength === undefined;
  const isScalar = types.some((type) => ['string', 'number', 'integer', 'boolean'].includes(String(type)));
  return [
    ...(schema.unit === undefined ? [] : [QUANTITY]),
    ...Object.keys((schema.shorthand as object | undefined) ?? {}).map((type) => ({ type })),
    ...(types.includes('string') && schema.enum === undefined && takesDigits(schema.pattern) ? [{ type: ['number', 'boolean'] }] : []),
    ...(isScalar && !takesText ? [VARIABLE] : []),
    ...(form === 'part' && schema.type !== undefined ? [{ type: 'null' }] : []),
  ];
}

/** Numbers and booleans are taken as the text they are written as. */
function takesDigits(pattern: unknown): boolean {
  return pattern === undefined || new RegExp(String(pattern)).test('123456789012');
}

/** Words stay outside, where editors show them. */
function withAlternatives(long: AnnotatedSchema, others: readonly AnnotatedSchema[]): AnnotatedSchema {
  if (others.length === 0) return long;
  const { title, description, default: standard, examples, ...rest } = long;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    ...(examples !== undefined && { examples }),
    anyOf: [rest, ...others],
  };
}
