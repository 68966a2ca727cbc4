/** Runs a site's build command. */
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { ProjError } from '../../core/errors.ts';
import type { PublishStep } from '../../core/stages.ts';
import { runShell } from '../shell.ts';
import { buildEnvironment } from './build-environment.ts';
import { siteFailure } from './failure.ts';

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
  const { failed, lines } = await runShell({
    command,
    folder: source,
    environment: buildEnvironment(context.environment, environment, source),
    line: (line) => context.emit({ type: 'build.output', id: step.id, line }),
    interrupted: context.interrupted,
  });
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
