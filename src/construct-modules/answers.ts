/** Whether what a module gave is a schema, and whether what it made of a construct is resources. The only importer of ajv here. */
import Ajv, { type AnySchema, type ErrorObject } from 'ajv';
import { isExpression } from '../core/expression.ts';
import { SCHEMA_KEYWORDS } from '../core/schema-keywords.ts';
import type { Answer } from '../expand/custom.ts';
import { definitions } from '../expand/kit/schemas/index.ts';

/** Keys that every construct has, and the loader sees to. */
const COMMON = ['type', 'when', 'removalPolicy', 'tags', 'overrides'];

export interface CustomSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly [keyword: string]: unknown;
}

export type Validate = (value: unknown) => readonly ErrorObject[];

/** The schema with what goes without saying, and its validator; `problem`: why it is no schema. */
export function readSchema(given: unknown): { readonly schema: CustomSchema; readonly validate: Validate } | { readonly problem: string } {
  const top = newAjv().compile({
    type: 'object',
    required: ['type', 'properties'],
    properties: {
      type: { const: 'object' },
      properties: { type: 'object', propertyNames: { not: { enum: COMMON } }, additionalProperties: { type: 'object' } },
    },
  });
  if (!top(given)) {
    const [error] = top.errors ?? [];
    const taken = error?.propertyName === undefined ? undefined : `\`${error.propertyName}\` is a key that every construct has`;
    return { problem: taken ?? inWords(error as ErrorObject) };
  }
  const schema = { additionalProperties: false, ...(given as CustomSchema) };
  try {
    const validate = newAjv().compile({ ...schema, $defs: definitions } as AnySchema);
    return { schema, validate: (value) => (validate(value) ? [] : (validate.errors ?? [])) };
  } catch (error) {
    return { problem: (error as Error).message.replace(/^strict mode: /, '') };
  }
}

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const at = { type: 'array', items: { type: ['string', 'integer'] } } as const;
const grants = {
  type: 'array',
  items: {
    type: 'object',
    required: ['actions', 'resources'],
    additionalProperties: false,
    properties: { actions: texts, resources: texts },
  },
} as const;

const ANSWER = {
  type: 'object',
  required: ['describe', 'expand'],
  properties: {
    describe: {
      type: 'object',
      additionalProperties: false,
      properties: {
        attributes: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            required: ['value'],
            additionalProperties: false,
            properties: { value: {}, composed: {}, type: { enum: ['Number', 'CommaDelimitedList'] } },
          },
        },
        levels: {
          type: 'object',
          additionalProperties: false,
          properties: { read: grants, write: grants, readwrite: grants, admin: grants },
        },
        bindings: texts,
        shown: texts,
      },
    },
    expand: {
      type: 'object',
      additionalProperties: false,
      properties: {
        resources: {
          type: 'object',
          propertyNames: { pattern: '^[A-Za-z0-9]+$' },
          additionalProperties: {
            type: 'object',
            required: ['type'],
            additionalProperties: false,
            properties: {
              type: { type: 'string', pattern: '^[A-Za-z0-9]+::' },
              properties: { type: 'object' },
              dependsOn: texts,
              deletionPolicy: { enum: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'] },
              updateReplacePolicy: { enum: ['Delete', 'Retain', 'Snapshot'] },
              at,
            },
          },
        },
        functions: {
          type: 'object',
          propertyNames: { pattern: '^[A-Za-z0-9]*$' },
          additionalProperties: {
            type: 'object',
            required: ['config', 'at'],
            additionalProperties: false,
            properties: { config: { $ref: '#/$defs/Function' }, at },
          },
        },
      },
    },
  },
  $defs: definitions,
} as const;

/** Compiled when the first is read. */
let validateAnswer: ReturnType<Ajv.default['compile']> | undefined;

/** `found`: what both functions of the module gave. */
export function readAnswer(found: { readonly describe: unknown; readonly expand: unknown }): Answer | { readonly problem: string } {
  validateAnswer ??= newAjv().compile(ANSWER);
  const errors = validateAnswer(found) ? [] : (validateAnswer.errors ?? []);
  const error = errors.find(({ instancePath, propertyName }) => propertyName === undefined && !isInExpression(found, instancePath));
  if (error) return { problem: inWords(error) };
  const { resources = {}, functions = {} } = found.expand as Partial<Pick<Answer, 'resources' | 'functions'>>;
  return { description: found.describe as Answer['description'], resources, functions };
}

/** What is only known at deploy fits everywhere. */
function isInExpression(value: unknown, pointer: string): boolean {
  let inner = value;
  return pointer.split('/').some((step, index) => {
    if (index > 0) inner = (inner as Readonly<Record<string, unknown>>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
    return isExpression(inner);
  });
}

function newAjv(): Ajv.default {
  const ajv = new Ajv.default({
    allErrors: true,
    strict: true,
    strictTypes: false,
    // Ours are checked where the place of each value is known.
    validateFormats: false,
    allowUnionTypes: true,
    unicode: false,
    logger: false,
  } as never);
  for (const [keyword, metaSchema] of Object.entries(SCHEMA_KEYWORDS)) ajv.addKeyword({ keyword, metaSchema });
  return ajv;
}

/** `/expand/resources/Bucket` → `expand.resources.Bucket` */
function inWords({ instancePath, message, keyword, params }: ErrorObject): string {
  const place = instancePath === '' ? 'it' : `\`${instancePath.slice(1).replaceAll('/', '.')}\``;
  if (keyword === 'additionalProperties') return `${place} has the unknown key \`${params.additionalProperty}\``;
  if (keyword === 'propertyNames') return `${place} can't have the key \`${params.propertyName}\``;
  if (keyword === 'required') return `${place} lacks \`${params.missingProperty}\``;
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as readonly unknown[]).join(', ')}` : '';
  return `${place} ${message}${allowed}`;
}
