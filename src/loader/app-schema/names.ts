/** Lists of names: written permissions. */
export const names = {
  type: 'array',
  title: 'Names',
  description: 'Names of constructs, stacks or variables: what a deploy may only do where it is written down.',
  uniqueItems: true,
  items: { type: 'string', known: true },
} as const;

export const allowDataLoss = {
  $ref: '#/$defs/Names',
  title: 'Allowed data loss',
  description: 'Constructs whose data the next deploy may delete.',
  examples: [['Notes']],
  items: { type: 'string', construct: true, known: true },
} as const;

export const allowRegionChange = {
  $ref: '#/$defs/Names',
  title: 'Allowed change of region',
  description: 'Stacks that may be deployed in another region than before.',
  examples: [['core']],
} as const;

export const plain = {
  $ref: '#/$defs/Names',
  title: 'Not secret',
  description: 'Environment variables whose values may stand in templates.',
  examples: [['PUBLIC_KEY']],
} as const;
