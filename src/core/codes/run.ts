/**
 * Codes of what a command says about the run instead of a line of the app: failures, and notices on the way. Only their names are needed
 * by a run; the words are for `proj explain` and the docs.
 */

export interface RunCodeEntry {
  readonly title: string;
  readonly severity: 'error' | 'notice';
  /** What it means, and what to do. */
  readonly why: string;
}

const entries = {
  bug: {
    title: 'A bug in proj',
    severity: 'error',
    why: 'Something happened that proj does not expect: nothing of yours is wrong. Please report it with the lines that are printed. The exit status is 3.',
  },
  changed: {
    title: 'Files have changed',
    severity: 'notice',
    why: 'While `proj dev` runs, or a command with `--watch`, a change of a file that the app is made of begins the work again.',
  },
  'construct.console': {
    title: 'Output of a custom construct',
    severity: 'notice',
    why: 'A module of `constructTypes` has written a line while it ran. It is shown as it is.',
  },
  'files-exist': {
    title: 'Files are in the way',
    severity: 'error',
    why: '`proj init` never writes over a file. Name a folder that is empty or not there yet.',
  },
  interrupted: {
    title: 'Interrupted',
    severity: 'error',
    why: 'The run was ended by Ctrl-C or a signal, with exit status 130. What AWS was told to do goes on there; the next `proj deploy` attaches to it.',
  },
  'lock.left': {
    title: 'The lock stays until it runs out',
    severity: 'notice',
    why: 'The run could not delete its lock at its end. A lock that is not renewed runs out within a minute; until then the next deploy waits.',
  },
  'lock.taken-over': {
    title: 'A lock taken over',
    severity: 'notice',
    why: 'An earlier run stopped without giving its lock back. This run first looks at what that one has begun.',
  },
  'not-confirmed': {
    title: 'Not confirmed',
    severity: 'error',
    why: 'A question was not answered with yes, or there was nobody to answer it: nothing was done. `--yes` answers questions, but no guard. The exit status is 4.',
  },
  'not-writable': {
    title: 'A file can not be written',
    severity: 'error',
    why: 'proj keeps builds, caches and local state in `.proj/` beside the app file, and `--fix` writes the files of the app. The folder must be yours and the disk not full.',
  },
  'resource.left': {
    title: 'A resource is left behind',
    severity: 'notice',
    why: 'CloudFormation could not delete a resource that is no longer part of its stack, and gave it up. It still exists and may cost money: delete it by hand.',
  },
  'stack.undeclared': {
    title: 'Stacks that the app no longer declares',
    severity: 'notice',
    why: 'They were deployed by this app and stage and still exist. `proj deploy --prune` removes them.',
  },
  'unknown-code': {
    title: 'An unknown code',
    severity: 'error',
    why: '`proj explain` takes a code as it stands in the brackets before a message: `E2001`, `wrong-flag`.',
  },
  'unknown-stack': {
    title: 'An unknown stack',
    severity: 'error',
    why: 'The words after the command are ids of stacks, as they stand under `stacks` in the app file.',
  },
  'unknown-starter': {
    title: 'An unknown starter',
    severity: 'error',
    why: '`proj init --template NAME` takes the name of one of the apps that come with proj.',
  },
  watching: {
    title: 'Watching',
    severity: 'notice',
    why: 'The command goes on and waits for changes of files. Ctrl-C ends it.',
  },
  'wrong-command-line': {
    title: 'The command line is not understood',
    severity: 'error',
    why: 'The command, a flag or the number of words is unknown. `proj --help` lists the commands, `proj COMMAND --help` the flags of one.',
  },
  'wrong-flag': {
    title: 'The value of a flag is wrong',
    severity: 'error',
    why: 'The flag is known, but not with this value, or not beside another flag that is given. `proj COMMAND --help` says what each takes.',
  },
  'wrong-payload': {
    title: 'The payload is wrong',
    severity: 'error',
    why: '`proj invoke` sends JSON to the function, from `--payload` or a file. This is none, or the file can not be read.',
  },
  'wrong-word': {
    title: 'An unknown word after the command',
    severity: 'error',
    why: 'Some commands take a verb, such as `proj local start`. This is none of them.',
  },
} as const satisfies Readonly<Record<string, RunCodeEntry>>;

export type RunCode = keyof typeof entries;

export const runCodes: Readonly<Record<RunCode, RunCodeEntry>> = entries;
