/** The schema of the app file around the constructs. Long forms only; annotations as the constructs use them. */

const tags = {
  type: 'object',
  title: 'Tags',
  description: 'Tags of every stack; CloudFormation hands them down to the resources.',
  examples: [{ team: 'notes' }],
  maxProperties: 50,
  propertyNames: { pattern: '^(?!aws:|proj:).{1,128}$' },
  additionalProperties: { type: 'string', maxLength: 256, known: true },
} as const;

const removalPolicy = {
  type: 'string',
  title: 'Removal policy',
  description: 'What happens to resources that hold data when they are removed: kept, or deleted with their data.',
  examples: ['destroy'],
  enum: ['retain', 'destroy', 'snapshot'],
  known: true,
} as const;

const defaults = {
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

const params = {
  type: 'object',
  title: 'Parameters',
  description: 'Values of `${param:…}`; a stage or `--param name=value` can give others.',
  examples: [{ domain: 'notes.example.com' }],
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_-]*$' },
  additionalProperties: { type: ['string', 'number', 'boolean'], known: true },
} as const;

const region = {
  type: 'string',
  title: 'Region',
  description: 'The AWS region.',
  examples: ['us-east-1'],
  pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$',
  known: true,
} as const;

const account = {
  type: 'string',
  title: 'Account',
  description: 'A guard: credentials of any other AWS account are refused.',
  examples: ['123456789012'],
  pattern: '^[0-9]{12}$',
  known: true,
} as const;

const profile = {
  type: 'string',
  title: 'Profile',
  description: "A profile of AWS's shared configuration files.",
  examples: ['work'],
  minLength: 1,
  known: true,
} as const;

const arn = { type: 'string', pattern: '^arn:[a-z-]+:', known: true } as const;

const deploy = {
  type: 'object',
  title: 'Deploying',
  description: 'With which rights and limits stacks are deployed.',
  examples: [{ roleArn: 'arn:aws:iam::123456789012:role/deploy' }],
  additionalProperties: false,
  properties: {
    roleArn: {
      ...arn,
      title: 'Role',
      description: 'A role that is assumed for the deploy.',
      examples: ['arn:aws:iam::123456789012:role/deploy'],
    },
    cloudFormationRole: {
      ...arn,
      title: "CloudFormation's role",
      description: 'The service role that CloudFormation uses to make resources.',
      examples: ['arn:aws:iam::123456789012:role/cloudformation'],
    },
    permissionsBoundary: {
      ...arn,
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
      items: arn,
    },
  },
} as const;

const stageOrStages = {
  type: 'array',
  title: 'Stages',
  description: 'Names of stages, `*` for any text.',
  examples: [['prod', 'pr-*']],
  shorthand: { string: { itemOf: true } },
  minItems: 1,
  items: { type: 'string', known: true },
} as const;

/** Of a stack or construct; `{ not: … }` takes the same again. */
const when = {
  type: 'object',
  title: 'When',
  description: 'In which stages this exists: a name, or `stage`, `not`, `local`; all that are given must hold.',
  examples: ['prod', { not: 'prod' }, { stage: ['dev', 'pr-*'] }, { local: true }],
  shorthand: { string: 'stage', array: 'stage' },
  minProperties: 1,
  additionalProperties: false,
  properties: {
    stage: stageOrStages,
    not: { $ref: '#/$defs/When' },
    local: { type: 'boolean', title: 'Local', description: 'Only, or never, on the embedded endpoint.', examples: [true], known: true },
  },
} as const;

const resources = {
  type: 'object',
  title: 'Resources',
  description: "Raw CloudFormation, in CloudFormation's own form; variables of `proj` work in it too.",
  examples: [{ Alerts: { Type: 'AWS::SNS::Topic' } }],
  cloudFormation: true,
  propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$' },
  additionalProperties: {
    type: 'object',
    title: 'Resource',
    description: 'A resource as CloudFormation has it.',
    required: ['Type'],
    additionalProperties: false,
    properties: {
      Type: {
        type: 'string',
        title: 'Type',
        description: "AWS's name of the type.",
        examples: ['AWS::SNS::Topic'],
        pattern: '^[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+(::MODULE)?$|^Custom::[A-Za-z0-9_@-]+$',
        known: true,
      },
      Properties: { type: 'object', title: 'Properties', description: 'Properties of the type.' },
      DependsOn: { type: ['string', 'array'], title: 'Depends on', description: 'Resources that come first.', items: { type: 'string' } },
      Condition: { type: 'string', title: 'Condition', description: 'The name of a condition.' },
      DeletionPolicy: {
        type: 'string',
        title: 'Deletion policy',
        description: 'What happens when the resource is removed.',
        enum: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
        known: true,
      },
      UpdateReplacePolicy: {
        type: 'string',
        title: 'Update replace policy',
        description: 'What happens to the old resource when it is replaced.',
        enum: ['Delete', 'Retain', 'Snapshot'],
        known: true,
      },
      Metadata: { type: 'object', title: 'Metadata', description: 'Data about the resource.' },
      CreationPolicy: { type: 'object', title: 'Creation policy', description: 'What to wait for after creation.' },
      UpdatePolicy: { type: 'object', title: 'Update policy', description: 'How updates are made.' },
    },
  },
} as const;

export const STACK_ID = '^[a-z][a-z0-9-]*$';
export const CONSTRUCT_ID = '^[A-Z][A-Za-z0-9]*$';

const constructs = {
  type: 'object',
  title: 'Constructs',
  description: 'By id; an id is unique in the whole app.',
  additionalProperties: { constructByType: true },
} as const;

const outputs = {
  type: 'object',
  title: 'Outputs',
  description: 'Values shown after a deploy and by `proj outputs`.',
  examples: [{ TableName: '${Notes.tableName}' }],
  cloudFormation: true,
  propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$' },
  additionalProperties: {},
} as const;

const dependsOn = {
  type: 'array',
  title: 'Depends on',
  description: 'Stacks that are deployed before this one. References need no entry here.',
  examples: [['core']],
  uniqueItems: true,
  items: { type: 'string', known: true },
} as const;

const stack = {
  type: 'object',
  title: 'Stack',
  description: 'Constructs that are deployed together, as one CloudFormation stack.',
  additionalProperties: false,
  properties: {
    description: {
      type: 'string',
      title: 'Description',
      description: 'Shown in the console of AWS.',
      examples: ['Data of the notes'],
      maxLength: 1024,
      known: true,
    },
    constructs,
    resources,
    outputs,
    dependsOn,
    defaults: { $ref: '#/$defs/Defaults' },
    when: { $ref: '#/$defs/When' },
    region: { $ref: '#/$defs/Region', description: 'The region of this stack, where it is not that of the app.' },
    tags: { $ref: '#/$defs/Tags', description: 'Tags of this stack, beside those of the app.' },
  },
} as const;

const stacks = {
  type: 'object',
  title: 'Stacks',
  description: 'The stacks of the app, by id.',
  minProperties: 1,
  additionalProperties: { $ref: '#/$defs/Stack' },
} as const;

const names = { type: 'array', uniqueItems: true, items: { type: 'string', known: true } } as const;

const allowDataLoss = {
  $ref: '#/$defs/Names',
  title: 'Allowed data loss',
  description: 'Constructs whose data the next deploy may delete.',
  examples: [['Notes']],
  items: { type: 'string', construct: true, known: true },
} as const;

const allowRegionChange = {
  $ref: '#/$defs/Names',
  title: 'Allowed change of region',
  description: 'Stacks that may be deployed in another region than before.',
  examples: [['core']],
} as const;

const plain = {
  $ref: '#/$defs/Names',
  title: 'Not secret',
  description: 'Environment variables whose values may stand in templates.',
  examples: [['PUBLIC_KEY']],
} as const;

/** What a stage can say of the app's own keys. */
const common = {
  region: { $ref: '#/$defs/Region' },
  account: { $ref: '#/$defs/Account' },
  profile,
  params: { $ref: '#/$defs/Params' },
  tags: { $ref: '#/$defs/Tags' },
  defaults: { $ref: '#/$defs/Defaults' },
  deploy: { $ref: '#/$defs/Deploy' },
  stacks,
  allowDataLoss,
  allowRegionChange,
  plain,
} as const;

const stageSettings = {
  type: 'object',
  title: 'Stage',
  description: 'What is different in this stage. Objects merge, lists and values replace, `null` removes.',
  additionalProperties: false,
  properties: {
    ...common,
    stacks: { ...stacks, description: 'Overrides of stacks, in the same form.' },
    protect: {
      type: 'boolean',
      title: 'Protected',
      description: 'No data loss, termination protection, and warnings of the security kind are errors.',
      default: false,
      examples: [true],
      known: true,
    },
    removalPolicy: { $ref: '#/$defs/RemovalPolicy' },
  },
} as const;

export const appSchema = {
  type: 'object',
  title: 'App',
  description: 'A serverless app: stacks of constructs.',
  required: ['app', 'stacks'],
  additionalProperties: false,
  properties: {
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
    ...common,
    stages: {
      type: 'object',
      title: 'Stages',
      description: 'Settings and overrides by stage: a name, or a pattern with `*`.',
      examples: [{ prod: { protect: true, account: '123456789012', region: 'us-west-2' } }],
      propertyNames: { pattern: '^[a-z*][a-z0-9*-]*$' },
      additionalProperties: { $ref: '#/$defs/Stage' },
    },
  },
} as const;

const overrides = {
  type: 'object',
  title: 'Overrides',
  description: 'CloudFormation attributes merged last into the resources of this construct, by the name of the resource in its README.',
  examples: [{ Table: { Properties: { BillingMode: 'PROVISIONED' } } }],
  cloudFormation: true,
  additionalProperties: { type: 'object', title: 'Resource', description: 'Attributes as CloudFormation has them.' },
} as const;

/** Keys that every construct takes beside its own. */
export const constructCommon = {
  type: { type: 'string', title: 'Type', description: 'The type of the construct.', known: true },
  when: { $ref: '#/$defs/When' },
  removalPolicy: { $ref: '#/$defs/RemovalPolicy' },
  tags: { $ref: '#/$defs/Tags', description: 'Tags of the resources of this construct.' },
  overrides: { $ref: '#/$defs/Overrides' },
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
  Stage: stageSettings,
  Tags: tags,
  When: when,
} as const;
