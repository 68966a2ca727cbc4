export const permissions = {
  type: ['array', 'string'],
  title: 'Permissions',
  description:
    "What the function may do beyond what `bind` gives: a construct with a level, or actions with their resources. `'*'` allows everything and is refused on protected stages.",
  examples: [[{ Notes: 'read' }], [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }]],
  pattern: '^\\*$',
  items: {
    type: ['object', 'string'],
    description: "A construct with a level (`Notes: read`), or `actions` with `resources`. Of strings only `'*'` is complete.",
    keysAre: 'construct',
    minProperties: 1,
    properties: {
      actions: {
        type: 'array',
        title: 'Actions',
        description: 'IAM actions (`s3:GetObject`), or a whole service (`s3`).',
        examples: [['s3:GetObject']],
        minItems: 1,
        items: { type: 'string' },
        passThrough: true,
      },
      resources: {
        type: 'array',
        title: 'Resources',
        description: 'ARNs of the resources; references such as `${Notes.tableArn}` may stand in them.',
        examples: [['arn:aws:s3:::reports/*']],
        minItems: 1,
        items: { type: 'string' },
        passThrough: true,
      },
      conditions: {
        type: 'object',
        title: 'Conditions',
        description: 'IAM conditions: operator, key, value.',
        examples: [{ StringEquals: { 'aws:ResourceTag/team': 'notes' } }],
        passThrough: true,
        additionalProperties: { type: 'object', additionalProperties: true },
      },
    },
    additionalProperties: { $ref: '#/$defs/Level' },
  },
} as const;
