const commands = {
  type: 'array',
  shorthand: { string: { itemOf: true } },
  items: { type: 'string', minLength: 1, known: true, shell: true },
} as const;

export const hooks = {
  type: 'object',
  title: 'Hooks',
  description: "Shell commands that run in the app file's folder at moments of a run; one that fails ends it.",
  examples: [{ beforeBuild: 'npm run generate' }],
  passThrough: true,
  additionalProperties: false,
  properties: {
    beforeBuild: {
      ...commands,
      title: 'Before the build',
      description: 'Before functions are bundled: by `synth`, `diff`, `deploy` and `dev`.',
      examples: ['npm run generate'],
    },
    beforeDeploy: {
      ...commands,
      title: 'Before the deploy',
      description: 'Once the plan is known and allowed, before anything is changed.',
      examples: ['npm test'],
    },
    afterDeploy: {
      ...commands,
      title: 'After the deploy',
      description: 'After a deploy that went well, with or without changes; `$PROJ_OUTPUTS` is a file with its outputs.',
      examples: ['node smoke-test.mjs "$PROJ_OUTPUTS"'],
    },
    beforeRemove: {
      ...commands,
      title: 'Before the removal',
      description: 'Once the removal is confirmed, before anything is removed.',
      examples: ['node export-data.mjs'],
    },
  },
} as const;
