/**
 * In: nothing. Out: the schema of the app file around the constructs; long forms only, annotated as theirs are.
 * Never holds anything of one construct. At run time only the generated files are used.
 */
import { STAGE_PATTERN } from '../ids.ts';
import { overrides } from './construct.ts';
import { constructTypes } from './construct-types.ts';
import { extended, include, requires } from './files.ts';
import { hooks } from './hooks.ts';
import { names } from './names.ts';
import { account, defaults, deploy, params, region, removalPolicy, tags } from './settings.ts';
import { stack } from './stack.ts';
import { common, stage } from './stage.ts';
import { when } from './when.ts';

export const appSchema = {
  type: 'object',
  title: 'App',
  description: 'A serverless app: stacks of constructs.',
  required: ['app', 'stacks'],
  additionalProperties: false,
  properties: {
    $schema: {
      type: 'string',
      title: 'Schema',
      description: 'Where editors find the schema of a JSON file.',
      examples: ['.proj/app.schema.json'],
      known: true,
    },
    version: {
      type: 'integer',
      title: 'Version',
      description: 'Generation of defaults, naming and logical ids.',
      enum: [1],
      default: 1,
      examples: [1],
      known: true,
    },
    app: {
      type: 'string',
      title: 'App',
      description: 'The name of the app.',
      examples: ['notes'],
      pattern: '^[a-z][a-z0-9-]{0,40}$',
      form: 'lower-case letters, digits and `-`, first a letter, at most 41',
      known: true,
    },
    stage: { type: 'string', title: 'Stage', description: 'The stage of commands that are given none.', examples: ['dev'], known: true },
    stageNames: {
      type: 'string',
      title: 'Stage names',
      description: 'Whether stages that are not declared under `stages` may be used.',
      enum: ['any', 'declared'],
      default: 'any',
      examples: ['declared'],
      known: true,
    },
    include,
    extends: extended,
    requires,
    hooks,
    constructTypes,
    ...common,
    stages: {
      type: 'object',
      title: 'Stages',
      description: 'Settings and overrides by stage: a name, or a pattern with `*`.',
      examples: [{ prod: { protect: true, account: '123456789012', region: 'us-west-2' } }],
      propertyNames: { pattern: STAGE_PATTERN },
      keyForm: 'the name of a stage: lower-case letters, digits and `-`, first a letter, with `*` for any text',
      additionalProperties: { $ref: '#/$defs/Stage' },
    },
  },
} as const;

/** By the name after `#/$defs/`. */
export const appDefinitions = {
  Account: account,
  Defaults: defaults,
  Deploy: deploy,
  Names: names,
  Overrides: overrides,
  Params: params,
  Region: region,
  RemovalPolicy: removalPolicy,
  Stack: stack,
  Stage: stage,
  Tags: tags,
  When: when,
} as const;
