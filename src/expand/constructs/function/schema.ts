import { definitions } from '../../kit/schemas/index.ts';

export const schema = {
  ...definitions.Function,
  title: 'Function',
  description: 'One Lambda function with its role and log group, and a URL where wanted.',
  examples: [{ handler: 'src/resize.main', url: true }],
  properties: {
    ...definitions.Function.properties,
    url: {
      type: 'object',
      title: 'URL',
      description: 'A public HTTPS address of the function; `true` for one that anyone may call.',
      examples: [true, { auth: 'iam' }],
      shorthand: { boolean: 'enabled' },
      additionalProperties: false,
      properties: {
        enabled: {
          type: 'boolean',
          title: 'Enabled',
          description: 'Whether the function has a URL.',
          default: true,
          examples: [true],
          known: true,
        },
        auth: {
          type: 'string',
          title: 'Who may call',
          description: '`none`: anyone; `iam`: requests signed by an identity of the account that may call it.',
          enum: ['none', 'iam'],
          default: 'none',
          examples: ['iam'],
          known: true,
        },
        cors: { $ref: '#/$defs/Cors' },
      },
    },
  },
} as const;
