export const level = {
  type: 'string',
  title: 'Level',
  description: 'How much may be done with the construct: the exact actions of each level stand in its README.',
  enum: ['read', 'write', 'readwrite', 'admin'],
  default: 'readwrite',
  known: true,
} as const;

export const bind = {
  type: 'array',
  title: 'Bound constructs',
  description:
    'Constructs that the function uses. Each gives a permission (`readwrite` unless a level is named) and environment variables, e.g. `Notes.tableName` as `NOTES_TABLE_NAME`.',
  examples: [['Notes'], [{ Notes: 'read' }]],
  items: {
    type: 'object',
    description: 'A construct and its level.',
    keysAre: 'construct',
    switchable: true,
    shorthand: { string: { keyWith: 'readwrite' } },
    minProperties: 1,
    additionalProperties: { $ref: '#/$defs/Level' },
  },
} as const;
