/**
 * The app as it is written: load → expand. Comes in: what the command line says. Goes out: the app's settings and what it
 * expands to. Must never: touch AWS, or read again what it need not.
 */
import type { Context } from '../core/context.ts';
import type { AppConfig, Expansion } from '../core/stages.ts';
import { type Disk, openDisk } from '../loader/disk.ts';
import { checkTemplates } from '../template-check/index.ts';
import { during } from './during.ts';
import { constructModules } from './modules.ts';
import type { AppOptions } from './options.ts';
import type { AppSettings } from './recall.ts';

/** The app file, read and expanded. */
export interface App {
  readonly config: AppSettings;
  readonly expansion: Expansion;
}

export interface WholeApp extends App {
  readonly config: AppConfig;
}

export type Mode = 'touches-aws' | 'offline';

/** Every problem that can be found without AWS ends it here. */
export async function readApp(options: AppOptions, context: Context, mode: Mode): Promise<App> {
  const { recall, remember, runKey } = await import('./recall.ts');
  const { stacks: _, ...asked } = options;
  const key = runKey({ ...asked, mode, in: context.workingDirectory }, import.meta.url);
  const known = context.ci ? undefined : recall(key, context);
  if (known) return known;
  const disk = openDisk(context.environment);
  const app = await readWhatHolds(options, context, mode, disk);
  context.diagnostics.stopIfErrors();
  // What the modules of its own types were made from was not looked at through `disk`.
  if (!context.ci && app.config.constructTypes.length === 0) remember(key, app, disk, context);
  return app;
}

/** Where there are errors the app is not whole: only good for finding more of them. */
export async function readWhatHolds(options: AppOptions, context: Context, mode: Mode, disk?: Disk): Promise<WholeApp> {
  const { diagnostics, environment, workingDirectory, ci } = context;
  // Read from disk while the app file is.
  const expander = import('../expand/expand.ts');
  const modules = options.noCode ? undefined : constructModules(context);
  try {
    const config = await during('load', context, async () => {
      const { load } = await import('../loader/index.ts');
      const readConstructTypes = modules?.read;
      return load({ ...options, environment, workingDirectory, ci, mode, disk, readConstructTypes, partial: true, diagnostics });
    });
    return await during('expand', context, async () => {
      const { expand } = await expander;
      const expansion = expand(config, diagnostics, await modules?.expand(config));
      await checkTemplates(config, expansion, diagnostics);
      return { config, expansion };
    });
  } finally {
    await modules?.close();
  }
}
