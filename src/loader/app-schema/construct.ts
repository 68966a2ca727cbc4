import { TAG_VALUE, TAG_VALUE_FORM } from '../../core/tag-form.ts';
import { tags } from './settings.ts';

/** Keys that every construct takes beside its own. */
export const overrides = {
  type: 'object',
  title: 'Overrides',
  description: 'CloudFormation attributes merged last into the resources of this construct, by the name of the resource in its README.',
  examples: [{ Table: { Properties: { BillingMode: 'PROVISIONED' } } }],
  cloudFormation: true,
  additionalProperties: { type: 'object', title: 'Resource', description: 'Attributes as CloudFormation has them.' },
} as const;

export const constructCommon = {
  type: { type: 'string', title: 'Type', description: 'The type of the construct.', known: true },
  removalPolicy: { $ref: '#/$defs/RemovalPolicy' },
  tags: {
    ...tags,
    description: 'Tags of the resources of this construct.',
    // Those of a stack are sent with it and must be known; these stand in the template.
    additionalProperties: { type: 'string', pattern: TAG_VALUE, form: TAG_VALUE_FORM },
  },
  overrides: { $ref: '#/$defs/Overrides' },
} as const;
