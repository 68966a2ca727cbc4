/** What may stand at a key: the types and texts that the loader takes there, long forms and short ones. */
import type { AnnotatedSchema } from './schema.ts';

/** `whole`: as in the base; `part`: as in an override of a stage, where nothing is required and `null` removes. */
export type Form = 'whole' | 'part';

type Convert = (schema: AnnotatedSchema, form: Form) => AnnotatedSchema;

/** Keywords that say the same in the published schema. */
const KEPT = [
  'additionalProperties',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'uniqueItems',
];
const WHEN = { $ref: '#/$defs/When' };
const ONLY_WHOLE = ['required', 'minProperties'];
const VARIABLE = '\\$\\{';
const QUANTITY = '^[0-9]+(\\.[0-9]+)? *[A-Za-z]+$';

export function shape(schema: AnnotatedSchema, form: Form, convert: Convert): AnnotatedSchema {
  return { ...longForm(schema, form, convert), ...forms(schema, form) };
}

/** Without its type, short forms, and variables in its place. */
export function longForm(schema: AnnotatedSchema, form: Form, convert: Convert): AnnotatedSchema {
  const kept = form === 'whole' ? [...KEPT, ...ONLY_WHOLE] : KEPT;
  return {
    ...Object.fromEntries(kept.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]])),
    ...inner(schema, form, convert),
  };
}

function inner(schema: AnnotatedSchema, form: Form, convert: Convert): AnnotatedSchema {
  const { additionalProperties: values, items } = schema;
  const properties = schema.switchable ? { ...(schema.properties as object | undefined), when: WHEN } : schema.properties;
  const keys = schema.propertyNames ?? (schema.idPattern && { pattern: schema.idPattern });
  return {
    ...(isSchema(properties) && {
      properties: Object.fromEntries(
        // What `stages` holds are overrides.
        Object.entries(properties).map(([name, one]) => [name, convert(one as AnnotatedSchema, name === 'stages' ? 'part' : form)]),
      ),
    }),
    ...(isSchema(values) && { additionalProperties: mapValue(convert(described(values, schema), form), schema) }),
    ...(isSchema(items) && { items: convert(described(items, schema), form) }),
    ...(isSchema(keys) && { propertyNames: keysShape(schema, keys) }),
  };
}

/** What a list or map says of itself holds for what is in it. */
function described(inner: AnnotatedSchema, { title, description }: AnnotatedSchema): AnnotatedSchema {
  return inner.$ref !== undefined || inner.constructByType ? inner : { title, description, ...inner };
}

/** Editors offer to write a key in the form of an example; to yaml-language-server a merge key is one of the map's own. */
function keysShape({ examples, keyForm }: AnnotatedSchema, { pattern, ...rest }: AnnotatedSchema): AnnotatedSchema {
  const [example] = Array.isArray(examples) ? examples : [];
  const [key] = isSchema(example) ? Object.keys(example) : [];
  return {
    type: 'string',
    ...(key !== undefined && { title: key }),
    ...(keyForm !== undefined && { description: `A key of ${keyForm}.` }),
    ...rest,
    ...(pattern !== undefined && { pattern: either([String(pattern), '^<<$']) }),
  };
}

/**
 * In maps such as `environment` a `true` is the text that it is written as; elsewhere editors would offer it for every text.
 * In CloudFormation a list may stand after a tag for any value: `!Join ['-', [a, b]]`.
 */
function mapValue(schema: AnnotatedSchema, { cloudFormation }: AnnotatedSchema): AnnotatedSchema {
  const types = typesOf(schema);
  const isText = types[0] === 'string' && takes(schema.pattern, 'true');
  if (types.length === 0 || !(isText || cloudFormation)) return schema;
  return { ...schema, type: withoutRepeats([...types, ...(isText ? ['boolean'] : []), ...(cloudFormation ? ['array'] : [])]) };
}

function forms(schema: AnnotatedSchema, form: Form): AnnotatedSchema {
  if (schema.type === undefined && schema.enum === undefined) return {};
  const types = typesOf(schema);
  const nothing = form === 'part' ? ['null'] : [];
  const texts = textForms(schema, types);
  // Of `anyOf`, yaml-language-server shows the words of every branch in one line.
  if (schema.enum !== undefined)
    return { oneOf: [{ enum: schema.enum }, { type: single(['string', ...nothing]), pattern: either(texts) }] };
  const numbers = types.includes('string') && takes(schema.pattern, '123456789012') ? ['number'] : [];
  // A key with nothing below it is an empty map or list.
  const empty = types.includes('object') || types.includes('array') ? ['null'] : nothing;
  const all = [...types, ...Object.keys((schema.shorthand as object | undefined) ?? {}), 'string', ...numbers, ...empty];
  const short = shortTarget(schema);
  const words = schema.form ?? short?.form;
  return {
    type: single(withoutRepeats(all)),
    ...(!texts.includes(ANY) && { pattern: either(texts) }),
    ...(words !== undefined && { patternErrorMessage: `Not of the right form: ${words}.` }),
    ...(Array.isArray(short?.enum) && { examples: short.enum }),
  };
}

const ANY = '';

/** Patterns of the texts that are taken. A variable may stand for anything: `${file:…}` for a map too. */
function textForms(schema: AnnotatedSchema, types: readonly string[]): readonly string[] {
  const { string: short } = (schema.shorthand as { string?: unknown } | undefined) ?? {};
  return [
    ...(types.includes('string') && schema.enum === undefined ? [String(schema.pattern ?? ANY)] : []),
    ...(schema.unit === undefined ? [] : [QUANTITY]),
    ...(short === undefined ? [] : [shortText(schema, short)]),
    VARIABLE,
  ];
}

/** The text of a short form is that of the key or item which it stands for. */
function shortText(schema: AnnotatedSchema, short: unknown): string {
  const target = shortTarget(schema) ?? (isSchema(short) && 'itemOf' in short ? (schema.items as AnnotatedSchema) : {});
  if (Array.isArray(target.enum)) return `^(${target.enum.join('|')})$`;
  const further = (target.shorthand as { string?: unknown } | undefined)?.string;
  return further === undefined ? String(target.pattern ?? ANY) : shortText(target, further);
}

/** The key that a text here stands for. */
function shortTarget({ shorthand, properties }: AnnotatedSchema): AnnotatedSchema | undefined {
  const { string: short } = (shorthand as { string?: unknown } | undefined) ?? {};
  return typeof short === 'string' ? (properties as Readonly<Record<string, AnnotatedSchema>>)[short] : undefined;
}

function typesOf({ type }: AnnotatedSchema): readonly string[] {
  return type === undefined ? [] : typeof type === 'string' ? [type] : (type as readonly string[]);
}

function either(patterns: readonly string[]): string {
  return patterns.length === 1 ? (patterns[0] as string) : patterns.map((one) => `(${one})`).join('|');
}

function single(types: readonly string[]): string | readonly string[] {
  return types.length === 1 ? (types[0] as string) : types;
}

function withoutRepeats(types: readonly string[]): readonly string[] {
  return [...new Set(types)].filter((type) => type !== 'integer' || !types.includes('number'));
}

function takes(pattern: unknown, text: string): boolean {
  return pattern === undefined || new RegExp(String(pattern)).test(text);
}

function isSchema(value: unknown): value is AnnotatedSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
