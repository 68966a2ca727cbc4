/** Runs one command: builds its context, picks the renderer, turns what it throws into an explanation and an exit status. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CommandEntry, Flags } from './commands/command.ts';
import type { Session } from './commands/session.ts';
import type { Clock } from './core/context.ts';
import { Diagnostics, DiagnosticsError } from './core/diagnostic.ts';
import { type ExitStatus, ProjError } from './core/errors.ts';
import type { Failure } from './core/plan.ts';
import { VERSION } from './package.ts';
import type { Renderer, Streams } from './render/renderer.ts';
import type { Where } from './render/workflow-commands.mjs';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

const streams: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

export async function runCommand(command: CommandEntry, flags: Flags): Promise<ExitStatus> {
  const ci = isSet(process.env.CI);
  const interactive = Boolean(process.stdin.isTTY && process.stderr.isTTY) && !ci && formatOf(flags) === 'text';
  // Read from disk while the renderer is; what goes wrong there is told when it is asked for again.
  command.load().catch(() => {});
  const renderer = await pickRenderer(command, flags, interactive);
  const interrupted = interruption(renderer, { endless: command.name === 'dev' || flags.is('follow') || flags.is('watch') });
  const sessionWith = (diagnostics: Diagnostics): Session => ({
    renderer,
    interactive,
    context: {
      diagnostics,
      emit: (event) => renderer.event(event),
      confirm: async (question) => {
        if (flags.is('yes')) return true;
        const answer = await renderer.ask?.(`${question} [y/N] `);
        return /^y(es)?$/i.test(answer?.trim() ?? '');
      },
      clock,
      environment: process.env,
      workingDirectory: process.cwd(),
      interrupted,
      ci,
    },
  });
  const exitStatus = await explained(command, flags, sessionWith);
  renderer.end(command.name, exitStatus);
  return exitStatus;
}

async function explained(command: CommandEntry, flags: Flags, sessionWith: (diagnostics: Diagnostics) => Session): Promise<ExitStatus> {
  const diagnostics = new Diagnostics();
  const session = sessionWith(diagnostics);
  const { renderer } = session;
  try {
    const { run } = await command.load();
    return await run(flags, session);
  } catch (error) {
    if (error instanceof DiagnosticsError) {
      const { lacksStage, askForStage } = await import('./commands/personal-stage.ts');
      if (lacksStage(error) && (await askForStage(flags.text('config'), session))) return explained(command, flags, sessionWith);
      renderer.problems(error.diagnostics, diagnostics.source);
      return 1;
    }
    if (error instanceof ProjError) {
      renderer.failure(error.failure, diagnostics.source);
      return error.exitStatus;
    }
    const place = unusablePlace(error);
    if (place) {
      renderer.failure(place, diagnostics.source);
      return 1;
    }
    renderer.bug(error);
    return 3;
  }
}

const PLACE_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a file stands where a folder should be',
};

/** Own files lie in `.proj/`: that they can't be written there is nobody's bug. */
function unusablePlace(error: unknown): Failure | undefined {
  const { code = '', path = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const why = PLACE_ERRORS[code];
  if (why === undefined || !/[\\/]\.proj([\\/]|$)/.test(path)) return undefined;
  return {
    code: 'not-writable',
    message: `${path} can't be written: ${why}`,
    hint: 'proj keeps builds, caches and local state in `.proj/`',
  };
}

async function pickRenderer(command: CommandEntry, flags: Flags, interactive: boolean): Promise<Renderer> {
  const format = formatOf(flags);
  if (format === 'json') return (await import('./render/json.ts')).jsonRenderer(streams);
  if (format === 'sarif') {
    const { sarifRenderer } = await import('./render/sarif.ts');
    const { explanations } = await import('./commands/explain.ts');
    return sarifRenderer(streams, { version: VERSION, where: whereIn(flags), explanations: explanations() });
  }
  // By its own rule any value of NO_COLOR counts, even `0`.
  const color = Boolean(process.stderr.isTTY) && !process.env.NO_COLOR;
  if (interactive && command.live) return (await import('./render/terminal.ts')).terminalRenderer(streams, clock, { color });
  const { plainRenderer } = await import('./render/plain.ts');
  const plain = (on: Streams) => plainRenderer(on, clock, { color });
  return format === 'github' ? (await import('./render/github.ts')).githubRenderer(plain, streams, whereIn(flags)) : plain(streams);
}

type Format = 'text' | 'json' | 'sarif' | 'github';

function formatOf(flags: Flags): Format {
  if (flags.is('json')) return 'json';
  return (flags.text('format') as Format | undefined) ?? (isSet(process.env.GITHUB_ACTIONS) ? 'github' : 'text');
}

/** Where machines look for the files that problems name. */
function whereIn(flags: Flags): Where {
  const file = flags.text('config');
  const directory = file === undefined ? process.cwd() : dirname(resolve(file));
  return { workspace: process.env.GITHUB_WORKSPACE || repositoryOf(directory) || directory, directory };
}

function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : repositoryOf(dirname(folder));
}

/**
 * Ctrl-C once: start nothing new and wait for what runs. Twice: leave it to CloudFormation.
 * A command that would go on for ever ends when nobody reads its output any more.
 */
function interruption(renderer: Renderer, { endless }: { readonly endless: boolean }): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    renderer.event({
      type: 'notice',
      code: 'interrupted',
      text: endless
        ? 'Ending.'
        : 'Interrupted: nothing new is started; waiting for what runs. Once more leaves it to CloudFormation: the next `proj deploy` attaches to it.',
    });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (endless) process.stdout.on('error', () => controller.abort());
  return controller.signal;
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== '0' && variable !== 'false';
}
