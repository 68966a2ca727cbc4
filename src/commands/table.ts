/** Every command with its flags, in the order of `proj --help`. Nothing here loads a command. */
import type { CommandEntry, Flag } from './command.ts';

const text = (value: string, summary: string): Flag => ({ type: 'string', value, summary });
const on = (summary: string): Flag => ({ type: 'boolean', summary });

const everywhere = {
  config: text('FILE', 'the app file (default: found by walking up)'),
  json: on('results and progress as JSON lines on stdout'),
  help: { type: 'boolean', short: 'h', summary: 'show this help' },
} as const satisfies Record<string, Flag>;

const file = {
  ...everywhere,
  stage: { type: 'string', short: 's', value: 'NAME', summary: 'the stage (default: PROJ_STAGE, `stage:`, .proj/stage)' },
  param: { type: 'string', multiple: true, value: 'NAME=VALUE', summary: 'a value of ${param:NAME}' },
  region: text('REGION', 'where, if the file does not say'),
} as const satisfies Record<string, Flag>;

const aws = {
  ...file,
  profile: text('NAME', 'profile of the AWS configuration'),
  local: on('the embedded endpoint on this machine: no account, no call to AWS'),
  'endpoint-url': text('URL', 'another endpoint that speaks the AWS protocols'),
} as const satisfies Record<string, Flag>;

const yes = { yes: { type: 'boolean', short: 'y', summary: 'answer yes to questions (never to guards)' } } as const satisfies Record<
  string,
  Flag
>;

const noCode = { 'no-code': on('run no module of `constructTypes`; their constructs are not judged') };

export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'make a new app',
    words: '[dir]',
    maxWords: 1,
    flags: { ...everywhere, template: text('NAME', 'the starter (default: api)') },
    load: () => import('./init.ts'),
  },
  {
    name: 'validate',
    summary: 'find every problem that can be found without a deploy',
    words: '',
    maxWords: 0,
    flags: {
      ...aws,
      online: on('also ask AWS: account, names taken, values, quotas; reads only'),
      fix: on('put right in the files what has one right answer'),
      ...noCode,
      format: { ...text('FORMAT', 'text, json, sarif, or github: annotations of a workflow'), values: ['text', 'json', 'sarif', 'github'] },
      watch: { type: 'boolean', short: 'w', summary: 'validate again whenever a file of the project changes' },
    },
    load: () => import('./validate.ts'),
  },
  {
    name: 'synth',
    summary: 'write templates and bundles to .proj/build/<stage>/',
    words: '[stacks…]',
    maxWords: Number.POSITIVE_INFINITY,
    flags: { ...file, print: on('the templates on stdout, as JSON') },
    live: true,
    load: () => import('./synth.ts'),
  },
  {
    name: 'diff',
    summary: 'show what a deploy would do',
    words: '[stacks…]',
    maxWords: Number.POSITIVE_INFINITY,
    flags: {
      ...aws,
      prune: on('with the removals of `deploy --prune`'),
      'exit-code': on('exit with status 5 where there are differences'),
      markdown: on('as Markdown, for a pull request'),
    },
    live: true,
    load: () => import('./diff.ts'),
  },
  {
    name: 'deploy',
    summary: 'deploy the app, or the named stacks',
    words: '[stacks…]',
    maxWords: Number.POSITIVE_INFINITY,
    flags: {
      ...aws,
      ...yes,
      only: on('the named stacks alone, without consumers whose values change'),
      prune: on('remove deployed stacks that the app file no longer declares'),
      outputs: text('FILE', 'write the outputs there as JSON'),
      concurrency: text('N', 'stacks at a time (default 4)'),
      'dry-run': on('as `proj diff`'),
    },
    live: true,
    load: () => import('./deploy.ts'),
  },
  {
    name: 'remove',
    summary: 'remove the app, or the named stacks; says what is kept',
    words: '[stacks…]',
    maxWords: Number.POSITIVE_INFINITY,
    flags: { ...aws, ...yes },
    live: true,
    load: () => import('./remove.ts'),
  },
  {
    name: 'dev',
    summary: 'run the app on this machine: watch, rebuild, redeploy, logs',
    words: '',
    maxWords: 0,
    flags: { ...file },
    live: true,
    load: () => import('./dev.ts'),
  },
  {
    name: 'local',
    summary: 'the embedded endpoint: start, stop, status, reset',
    words: 'start|stop|status|reset',
    minWords: 1,
    maxWords: 1,
    flags: { ...everywhere, ...yes },
    live: true,
    load: () => import('./local.ts'),
  },
  {
    name: 'outputs',
    summary: 'outputs of the deployed stacks',
    words: '[stacks…]',
    maxWords: Number.POSITIVE_INFINITY,
    flags: aws,
    load: () => import('./outputs.ts'),
  },
  { name: 'status', summary: 'the state of every stack', words: '', maxWords: 0, flags: aws, load: () => import('./status.ts') },
  {
    name: 'logs',
    summary: 'log lines of the functions, or of one',
    words: '[function]',
    maxWords: 1,
    flags: {
      ...aws,
      follow: { type: 'boolean', short: 'f', summary: 'keep on printing new lines' },
      since: text('TIME', '`10m`, `2h`, `1d`, or an ISO time (default 10m)'),
      filter: text('TEXT', 'only lines that match the CloudWatch Logs filter pattern'),
    },
    load: () => import('./logs.ts'),
  },
  {
    name: 'invoke',
    summary: 'call a function and print its answer',
    words: '<function>',
    minWords: 1,
    maxWords: 1,
    flags: { ...aws, payload: text('JSON', 'the event: JSON, `@FILE`, or `-` for standard input (default {})') },
    load: () => import('./invoke.ts'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of app.yml',
    words: '',
    maxWords: 0,
    flags: { ...everywhere, ...noCode },
    load: () => import('./schema.ts'),
  },
  {
    name: 'explain',
    summary: 'explain a problem code',
    words: '<code>',
    minWords: 1,
    maxWords: 1,
    flags: everywhere,
    load: () => import('./explain.ts'),
  },
];
