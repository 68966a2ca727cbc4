/** Runs a site's build command. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Context } from '../../core/context.ts';
import { ProjError } from '../../core/errors.ts';
import type { PublishStep } from '../../core/stages.ts';
import { buildEnvironment } from './build-environment.ts';
import { siteFailure } from './failure.ts';

const LAST_LINES = 20;

export interface BuildOptions {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly context: Pick<Context, 'emit' | 'environment' | 'interrupted'>;
}

/** In the site's folder, by the shell; its output goes out as events, its last lines into the failure. */
export async function buildSite(step: PublishStep, { root, environment, context }: BuildOptions): Promise<void> {
  if (!step.build) return;
  const { command } = step.build;
  const source = join(root, step.source);
  const child = spawn(command, {
    cwd: source,
    env: buildEnvironment(context.environment, environment, source),
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listen = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      context.emit({ type: 'build.output', id: step.id, line });
      lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
    }
  };
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      if (signal !== null) resolve(`was ended by ${signal}`);
      else resolve(code === 0 ? undefined : `ended with exit status ${code}`);
    });
  });
  const [failed] = await Promise.all([ended, listen(child.stdout), listen(child.stderr)]);
  if (failed === undefined) return;
  // Ctrl-C in a terminal reaches the build too: that is no fault of the site's.
  if (context.interrupted.aborted) {
    throw new ProjError(130, {
      code: 'interrupted',
      message: `the build of \`${step.id}\` was interrupted`,
      construct: step.id,
      path: step.path,
    });
  }
  throw siteFailure('E4021', step, { site: step.id, command, ended: failed, lines });
}
