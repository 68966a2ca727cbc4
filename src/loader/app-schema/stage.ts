/** An entry of `stages`. */
import { allowDataLoss, allowRegionChange, plain } from './names.ts';
import { profile } from './settings.ts';
import { stacks } from './stack.ts';

/** What a stage can say of the app's own keys. */
export const common = {
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

export const stage = {
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
    ttl: {
      type: 'integer',
      title: 'Time to live',
      description: 'How long a deploy of this stage is meant to last; data is not kept when it is removed, unless said otherwise.',
      examples: ['7 days', '12 hours'],
      unit: 'seconds',
      minimum: 3600,
      because: { minimum: 'a stage lasts at least an hour' },
      known: true,
    },
    removalPolicy: { $ref: '#/$defs/RemovalPolicy' },
  },
} as const;
