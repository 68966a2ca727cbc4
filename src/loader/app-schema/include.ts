/** Where an app is written in several files. */
export const include = {
  type: 'array',
  title: 'Included files',
  description: 'Files, or patterns of files, whose `stacks` belong to the app too; they hold nothing else.',
  examples: [['stacks/*.yml']],
  shorthand: { string: { itemOf: true } },
  uniqueItems: true,
  items: { type: 'string', minLength: 1, known: true },
} as const;
