/** A stack and what is in it. */
import { CONSTRUCT_ID, STACK_ID } from '../ids.ts';

const resources = {
  type: 'object',
  title: 'Resources',
  description: "Raw CloudFormation, in CloudFormation's own form; variables of `proj` work in it too.",
  examples: [{ Alerts: { Type: 'AWS::SNS::Topic' } }],
  cloudFormation: true,
  propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$' },
  keyForm: 'at most 255 letters and digits',
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
        form: 'a type of CloudFormation, `AWS::service::resource` or `Custom::name`',
        known: true,
      },
      Properties: {
        type: 'object',
        title: 'Properties',
        description: 'What the resource is like, by the keys that AWS documents for its type.',
        examples: [{ TopicName: 'alerts' }],
      },
      DependsOn: {
        type: ['string', 'array'],
        title: 'Depends on',
        description: 'Resources of this stack that are made first, where no reference says so.',
        examples: ['Alerts'],
        items: { type: 'string' },
      },
      Condition: {
        type: 'string',
        title: 'Condition',
        description: 'The name of a condition of the template, without which the resource is not made.',
        examples: ['IsProduction'],
      },
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
      Metadata: {
        type: 'object',
        title: 'Metadata',
        description: 'Data about the resource, for tools; nothing is made of it.',
        examples: [{ Owner: 'notes' }],
      },
      CreationPolicy: {
        type: 'object',
        title: 'Creation policy',
        description: 'What CloudFormation waits for before the resource counts as made.',
        examples: [{ ResourceSignal: { Count: 1, Timeout: 'PT5M' } }],
      },
      UpdatePolicy: {
        type: 'object',
        title: 'Update policy',
        description: 'How CloudFormation replaces what runs when the resource changes.',
        examples: [{ CodeDeployLambdaAliasUpdate: { ApplicationName: 'notes', DeploymentGroupName: 'live' } }],
      },
    },
  },
} as const;

const conditions = {
  type: 'object',
  title: 'Conditions',
  description: "CloudFormation's conditions: for `Condition` of raw resources, and for `!If`. For stages, `when` is simpler.",
  examples: [{ IsHome: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } }],
  cloudFormation: true,
  propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$' },
  keyForm: 'at most 255 letters and digits',
  additionalProperties: { type: 'object', title: 'Condition', description: 'A function that is true or false.' },
} as const;

const mappings = {
  type: 'object',
  title: 'Mappings',
  description: "CloudFormation's tables of two keys: for `!FindInMap`.",
  examples: [{ Sizes: { 'us-east-1': { memory: 512 } } }],
  cloudFormation: true,
  propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$' },
  keyForm: 'at most 255 letters and digits',
  additionalProperties: {
    type: 'object',
    title: 'Mapping',
    description: 'By the first key.',
    additionalProperties: { type: 'object', title: 'Values', description: 'By the second key.' },
  },
} as const;

const constructs = {
  type: 'object',
  title: 'Constructs',
  description: 'By id; an id is unique in the whole app.',
  examples: [{ Hello: { type: 'Function', handler: 'src/hello.main' } }],
  idPattern: CONSTRUCT_ID,
  additionalProperties: { constructByType: true },
} as const;

const outputs = {
  type: 'object',
  title: 'Outputs',
  description:
    "Values shown after a deploy and by `proj outputs`; one with a description, an export or a condition as CloudFormation's `{ Value, Description, Export, Condition }`.",
  examples: [{ TableName: '${Notes.tableName}' }],
  cloudFormation: true,
  propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$' },
  keyForm: 'at most 255 letters and digits',
  additionalProperties: { type: ['string', 'number', 'boolean', 'object'] },
} as const;

const dependsOn = {
  type: 'array',
  title: 'Depends on',
  description: 'Stacks that are deployed before this one. References need no entry here.',
  examples: [['core']],
  uniqueItems: true,
  items: { type: 'string', known: true },
} as const;

export const stack = {
  type: 'object',
  title: 'Stack',
  description: 'Constructs that are deployed together, as one CloudFormation stack.',
  switchable: true,
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
    conditions,
    mappings,
    outputs,
    dependsOn,
    defaults: { $ref: '#/$defs/Defaults' },
    region: { $ref: '#/$defs/Region', description: 'The region of this stack, where it is not that of the app.' },
    tags: { $ref: '#/$defs/Tags', description: 'Tags of this stack, beside those of the app.', examples: [{ team: 'notes' }] },
  },
} as const;

export const stacks = {
  type: 'object',
  title: 'Stacks',
  description: 'The stacks of the app, by id.',
  examples: [{ core: { constructs: { Hello: { type: 'Function', handler: 'src/hello.main' } } } }],
  minProperties: 1,
  idPattern: STACK_ID,
  additionalProperties: { $ref: '#/$defs/Stack' },
} as const;
