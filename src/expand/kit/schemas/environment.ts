export const environment = {
  type: 'object',
  title: 'Environment variables',
  description: 'Environment variables of the function. References such as `${Notes.tableName}` are filled in at deploy time.',
  examples: [{ LOG_LEVEL: 'info' }],
  propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]+$' },
  keyForm: 'letters, digits and `_`, first a letter, at least two of them',
  additionalProperties: { type: 'string' },
} as const;
