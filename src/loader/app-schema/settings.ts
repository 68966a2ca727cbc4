/** Settings that the app, its stages or its stacks share. */
import { TAG_KEY, TAG_KEY_FORM, TAG_VALUE, TAG_VALUE_FORM } from '../../core/tag-form.ts';

export const tags = {
  type: 'object',
  title: 'Tags',
  description: 'Tags of every stack; CloudFormation hands them down to the resources.',
  examples: [{ team: 'notes' }],
  maxProperties: 48,
  because: { maxProperties: 'AWS allows 50 tags, and `proj` sets two itself' },
  propertyNames: { pattern: TAG_KEY },
  keyForm: TAG_KEY_FORM,
  additionalProperties: { type: 'string', pattern: TAG_VALUE, form: TAG_VALUE_FORM, known: true },
} as const;

export const removalPolicy = {
  type: 'string',
  title: 'Removal policy',
  description: 'What happens to resources that hold data when they are removed: kept, or deleted with their data.',
  examples: ['destroy'],
  enum: ['retain', 'destroy', 'snapshot'],
  known: true,
} as const;

export const defaults = {
  type: 'object',
  title: 'Defaults',
  description: 'Defaults of all constructs below; the most exact one counts.',
  examples: [{ function: { timeout: 30 } }],
  additionalProperties: false,
  layered: true,
  properties: {
    function: { $ref: '#/$defs/FunctionDefaults' },
    removalPolicy: { $ref: '#/$defs/RemovalPolicy' },
    logRetention: { $ref: '#/$defs/LogRetention' },
    bundle: { $ref: '#/$defs/Bundle' },
  },
} as const;

export const params = {
  type: 'object',
  title: 'Parameters',
  description: 'Values of `${param:…}`; a stage or `--param name=value` can give others.',
  examples: [{ domain: 'notes.example.com' }],
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_-]*$' },
  keyForm: 'letters, digits, `_` and `-`, first a letter or `_`',
  additionalProperties: { type: ['string', 'number', 'boolean'], known: true },
} as const;

export const region = {
  type: 'string',
  title: 'Region',
  description: 'The AWS region.',
  examples: ['us-east-1'],
  format: 'region',
  pattern: '^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$',
  known: true,
} as const;

export const account = {
  type: 'string',
  title: 'Account',
  description: 'A guard: credentials of any other AWS account are refused.',
  examples: ['123456789012'],
  pattern: '^[0-9]{12}$',
  form: '12 digits',
  known: true,
} as const;

export const profile = {
  type: 'string',
  title: 'Profile',
  description: "A profile of AWS's shared configuration files.",
  examples: ['work'],
  minLength: 1,
  known: true,
} as const;

const arn = { type: 'string', pattern: '^arn:', known: true } as const;
const roleArn = { ...arn, format: 'role-arn' } as const;

export const deploy = {
  type: 'object',
  title: 'Deploying',
  description: 'With which rights and limits stacks are deployed.',
  examples: [{ roleArn: 'arn:aws:iam::123456789012:role/deploy' }],
  additionalProperties: false,
  properties: {
    roleArn: {
      ...roleArn,
      title: 'Role',
      description: 'A role that is assumed for the deploy.',
      examples: ['arn:aws:iam::123456789012:role/deploy'],
    },
    cloudFormationRole: {
      ...roleArn,
      title: "CloudFormation's role",
      description: 'The service role that CloudFormation uses to make resources.',
      examples: ['arn:aws:iam::123456789012:role/cloudformation'],
    },
    permissionsBoundary: {
      ...arn,
      format: 'policy-arn',
      title: 'Permissions boundary',
      description: 'A policy that bounds every role that `proj` makes.',
      examples: ['arn:aws:iam::123456789012:policy/boundary'],
    },
    notificationArns: {
      type: 'array',
      title: 'Notifications',
      description: 'SNS topics that get the events of the stacks.',
      examples: [['arn:aws:sns:us-east-1:123456789012:deploys']],
      maxItems: 5,
      items: { ...arn, format: 'topic-arn' },
      because: { maxItems: 'CloudFormation tells at most 5 topics' },
    },
  },
} as const;
