/** The text of a template as data: JSON, or YAML with CloudFormation's short tags in their long form. */
import { CORE_SCHEMA, defineMappingTag, defineScalarTag, defineSequenceTag, load, mapTag, YAMLException } from 'js-yaml';
import { refuse } from './refusal.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: JsonObject;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number | boolean;
  readonly NoEcho?: boolean | string;
  readonly Description?: string;
  readonly AllowedValues?: readonly (string | number | boolean)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
}

export interface TemplateOutput {
  readonly Value: Json;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Json };
}

/** What `checkTemplate` has let through. */
export interface Template {
  readonly Description?: string;
  readonly Metadata?: JsonObject;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>;
  readonly Conditions?: JsonObject;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

/** Throws AWS's "Template format error" where the text is neither. */
export function parseTemplate(text: string): JsonObject {
  const value = text.trimStart().startsWith('{') ? parseJson(text) : parseYaml(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('Template format error: unsupported structure.');
  return value as JsonObject;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    const lines = text.slice(0, offset).split('\n');
    refuse(`Template format error: JSON not well-formed. (line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1})`);
  }
}

function parseYaml(text: string): unknown {
  try {
    return load(text, { schema: templateSchema, maxAliases: 1000 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const place = error.mark ? ` (line ${error.mark.line + 1}, column ${error.mark.column + 1})` : '';
    refuse(`Template format error: YAML not well-formed.${place}`);
  }
}

const SHORT_FUNCTIONS = [
  'Base64',
  'Cidr',
  'FindInMap',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Select',
  'Split',
  'Sub',
  'And',
  'Or',
  'Not',
  'Equals',
  'GetAtt',
  'GetStackOutput',
  'Transform',
  'ToJsonString',
  'Length',
];

const never = () => false;

/** `!Ref x` is `{ Ref: x }`, `!Condition x` is `{ Condition: x }`, every other `!Name x` is `{ 'Fn::Name': x }`. */
function tagsOf(tag: string, key: string) {
  const long = (value: unknown) => ({ [key]: value });
  return [
    defineScalarTag(`!${tag}`, { resolve: (source) => long(key === 'Fn::GetAtt' ? splitAttribute(source) : source), identify: never }),
    defineSequenceTag(`!${tag}`, {
      create: () => [] as unknown[],
      addItem: (items, item) => {
        items.push(item);
      },
      finalize: long,
      identify: never,
    }),
    defineMappingTag(`!${tag}`, { ...mapTag, finalize: long, identify: never }),
  ];
}

function splitAttribute(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

const templateSchema = CORE_SCHEMA.withTags(
  ...tagsOf('Ref', 'Ref'),
  ...tagsOf('Condition', 'Condition'),
  ...SHORT_FUNCTIONS.flatMap((name) => tagsOf(name, `Fn::${name}`)),
);
