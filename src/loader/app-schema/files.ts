/** Beside what an app is written, and for which `proj`. */
export const include = {
  type: 'array',
  title: 'Included files',
  description: 'Files, or patterns of files, whose `stacks` belong to the app too; they hold nothing else.',
  examples: [['stacks/*.yml']],
  shorthand: { string: { itemOf: true } },
  uniqueItems: true,
  items: { type: 'string', minLength: 1, known: true },
} as const;

export const extended = {
  type: 'string',
  title: 'House rules',
  description: "A file or an npm package whose `defaults`, `tags` and `stages` lie below the app's own.",
  examples: ['@acme/house-rules', './house.yml'],
  minLength: 1,
  known: true,
} as const;

export const requires = {
  type: 'string',
  title: 'Required version',
  description: 'The versions of `proj` that this file is for, as npm writes ranges; others refuse it.',
  examples: ['^0.1.0', '>=1.2 <3'],
  minLength: 1,
  known: true,
} as const;
