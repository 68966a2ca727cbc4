/** `proj dev`: the app on this machine. Deploys to the embedded endpoint, again at each change, and shows what the functions log. */

import type { AppOptions } from '../app/options.ts';
import { appRoot } from '../app/root.ts';
import type { Context } from '../core/context.ts';
import { type ExitStatus, ProjError } from '../core/errors.ts';
import { rounds } from '../dev/loop.ts';
import { type Watching, watchFiles } from '../dev/watch.ts';
import { deployApp, type PlannedDeploy, planApp } from '../pipeline.ts';
import type { RunCommand } from './command.ts';
import { refreshEditorSchema } from './editor-schema.ts';
import { appOptions } from './options.ts';
import { inRound } from './round.ts';
import type { Session } from './session.ts';
import { showResult } from './show-result.ts';

export const run: RunCommand = async (flags, session) => {
  const { context, renderer } = session;
  const options = { ...appOptions(flags), local: true };
  const root = await appRoot(options.file, context);
  const logs = new LogFollower(context);
  let watching: Watching | undefined;
  let builds = '';
  let withoutHooks = false;

  const loop = rounds(async (files) => {
    if (files.length > 0) context.emit({ type: 'notice', code: 'changed', text: `changed: ${files.join(', ')}` });
    const planned = await deployOnce({ ...options, withoutHooks }, session);
    withoutHooks ||= planned !== undefined;
    if (planned) logs.follow(planned);
    const outputs = planned?.assembly.publish.flatMap(({ source, build }) => (build ? [`${source}/${build.output}`] : [])) ?? [];
    if (!watching || (planned && outputs.join() !== builds)) {
      builds = outputs.join();
      await watching?.stop();
      watching = await watchFiles(root, outputs, (changed) => loop.changed(changed));
    }
    context.emit({ type: 'notice', code: 'watching', text: 'watching for changes; Ctrl-C ends' });
  }, context.interrupted);

  await loop.ended;
  await Promise.all([watching?.stop(), logs.ended]);
  renderer.result('dev', {}, () => '');
  return 0;
};

async function deployOnce(options: AppOptions, session: Session): Promise<PlannedDeploy | undefined> {
  return inRound(session, async (round) => {
    const { context, renderer } = round;
    const planned = await planApp(options, context);
    renderer.problems(context.diagnostics.all, context.diagnostics.source);
    const status: ExitStatus = showResult('deploy', await deployApp(planned), round);
    await refreshEditorSchema(round, options.file);
    return status === 0 ? planned : undefined;
  });
}

/** Follows the logs of the functions that the last round deployed. */
class LogFollower {
  ended: Promise<void> = Promise.resolve();
  #stop = new AbortController();
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  follow({ assembly, cloud }: PlannedDeploy): void {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    const { clock, emit, interrupted } = this.#context;
    const before = this.ended;
    const since = clock.now();
    this.ended = (async () => {
      await before;
      const { tailLogs } = await import('../deploy/index.ts');
      const context = { clock, emit, interrupted: AbortSignal.any([stop.signal, interrupted]) };
      // An app without functions, or an endpoint that was stopped meanwhile, has nothing to show.
      await tailLogs(assembly, cloud, { since, follow: true }, context).catch((error: unknown) => {
        if (!(error instanceof ProjError)) throw error;
      });
    })();
  }
}
