import { CONSTRUCT_ID } from '../ids.ts';

/** Read before anything else is known: no variable can stand here. */
export const constructTypes = {
  type: 'object',
  title: 'Construct types',
  description: "Types of constructs of the app's own: the name of each, and its module, a file (`./…`) or an installed package.",
  examples: [{ Uploads: './constructs/uploads.ts' }],
  propertyNames: { pattern: CONSTRUCT_ID },
  keyForm: 'letters and digits, first a capital letter',
  additionalProperties: { type: 'string', minLength: 1, known: true, passThrough: true },
} as const;
