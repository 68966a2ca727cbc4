/**
 * The story of a run, as the stages tell it: load → expand → assemble → look → plan → execute. Comes in: what the command line
 * says. Goes out: what each stage made. Never: wording, decisions of a stage. A stage's code is loaded when it is needed.
 */
import { join } from 'node:path';
import type { Context } from './core/context.ts';
import type { Phase } from './core/event.ts';
import type { AppConfig, Assembly, Expansion } from './core/stages.ts';

export interface AppOptions {
  /** `--config` */
  readonly file?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly params: Readonly<Record<string, string>>;
  /** The embedded endpoint on this machine. */
  readonly local: boolean;
  /** Stack ids; empty = all. */
  readonly stacks: readonly string[];
}

export interface App {
  readonly config: AppConfig;
  readonly expansion: Expansion;
}

/** Every problem that can be found without AWS ends it here. */
export async function readApp(options: AppOptions, context: Context, mode: 'touches-aws' | 'offline'): Promise<App> {
  const { diagnostics, environment, workingDirectory, ci } = context;
  const config = await during('load', context, async () => {
    const { load } = await import('./loader/index.ts');
    return load({ ...options, environment, workingDirectory, ci, mode, diagnostics });
  });
  return during('expand', context, async () => {
    const { expand } = await import('./expand/expand.ts');
    const expansion = expand(config, diagnostics);
    diagnostics.stopIfErrors();
    return { config, expansion };
  });
}

/** Templates and bundles in `.proj/build/<stage>/`. */
export async function assembleApp({ config, expansion }: App, context: Context): Promise<Assembly> {
  return during('assemble', context, async () => {
    const { assemble } = await import('./deploy/assembly/index.ts');
    const directory = join(config.root, '.proj', 'build', config.stage);
    return assemble(expansion, { root: config.root, directory, context, reuse: !(context.ci || config.protect) });
  });
}

/** Runs one phase and tells when it begins and ends. */
async function during<T>(phase: Phase, context: Context, work: () => Promise<T>): Promise<T> {
  const started = context.clock.now();
  context.emit({ type: 'phase.started', phase });
  try {
    return await work();
  } finally {
    context.emit({ type: 'phase.finished', phase, milliseconds: context.clock.now() - started });
  }
}
