import { STAGE_PATTERN } from '../ids.ts';

const stageOrStages = {
  type: 'array',
  title: 'Stages',
  description: 'Names of stages, `*` for any text.',
  examples: [['prod', 'pr-*']],
  shorthand: { string: { itemOf: true } },
  minItems: 1,
  items: {
    type: 'string',
    pattern: STAGE_PATTERN,
    form: 'the name of a stage, `*` for any text; for all but one write `{ not: prod }`',
    known: true,
  },
} as const;

/** Of whatever is `switchable`; `{ not: … }` takes the same again. */
export const when = {
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
