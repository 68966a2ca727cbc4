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
  when: { $ref: '#/$defs/When' },
  removalPolicy: { $ref: '#/$defs/RemovalPolicy' },
  tags: { $ref: '#/$defs/Tags', description: 'Tags of the resources of this construct.' },
  overrides: { $ref: '#/$defs/Overrides' },
} as const;
