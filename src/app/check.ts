/** The app looked through without AWS: every problem of it, in every stage, at once; those with one right answer put right. */
import type { Context } from '../core/context.ts';
import { type Diagnostic, Diagnostics, DiagnosticsError } from '../core/diagnostic.ts';
import type { TextChange } from '../core/fix.ts';
import type { AppOptions } from './options.ts';
import { readWhatHolds, type WholeApp } from './read.ts';
import { appRoot } from './root.ts';

/** `readApp`, and the files that the app names must be there. What only a bundle or a build finds out is left to them. */
export async function checkApp(options: AppOptions, context: Context): Promise<WholeApp> {
  const app = await lookThrough(options, context);
  context.diagnostics.stopIfErrors();
  return app;
}

/** `checkApp`, and where no stage is named, also in every other stage that the file declares. Each mistake is told once. */
export async function checkStages(options: AppOptions, context: Context): Promise<WholeApp & { readonly stages: readonly string[] }> {
  const app = await lookThrough(options, context);
  const { stage, declaredStages } = app.config;
  const isNamed = options.stage !== undefined || Boolean(context.environment.PROJ_STAGE);
  const others = isNamed ? [] : declaredStages.filter((one) => one !== stage);
  for (const other of others) {
    for (const found of await problemsIn(other, options, context)) context.diagnostics.adopt(found);
  }
  context.diagnostics.stopIfErrors();
  return { ...app, stages: [stage, ...others] };
}

async function problemsIn(
  stage: string,
  { region: _, online: __, ...options }: AppOptions,
  context: Context,
): Promise<readonly Diagnostic[]> {
  const diagnostics = new Diagnostics();
  try {
    await lookThrough({ ...options, stage }, { ...context, diagnostics, emit: () => {} });
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
  return diagnostics.each.map((found) => ({
    ...found,
    // The machine that deploys that stage may have what this one lacks.
    ...(found.code === 'E1102' && { severity: 'warning' as const }),
    related: [...(found.related ?? []), { message: `in the stage \`${stage}\`` }],
  }));
}

async function lookThrough({ online, ...options }: AppOptions, context: Context): Promise<WholeApp> {
  const app = await readWhatHolds(options, context, online ? 'touches-aws' : 'offline');
  const { checkHandlers, checkSites } = await import('../deploy/assembly/check-sources.ts');
  const generates = app.config.hooks.beforeBuild !== undefined;
  await checkHandlers(app.expansion, app.config.root, context.diagnostics, { missing: generates ? 'warning' : 'error' });
  checkSites(app.expansion, app.config.root, context.diagnostics, { unbuilt: 'warning' });
  return app;
}

/** `checkApp` after every problem with one right answer was put right in the files; tells of each as an event. */
export async function fixApp(options: AppOptions, context: Context): Promise<readonly TextChange[]> {
  const { fixFiles } = await import('../fix/index.ts');
  const root = await appRoot(options.file, context);
  const changes = await fixFiles(root, async () => {
    const diagnostics = new Diagnostics();
    try {
      await checkApp(options, { ...context, diagnostics, emit: () => {} });
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
    }
    return { problems: diagnostics.each, text: (file) => diagnostics.source?.text(file) };
  });
  for (const change of changes) context.emit({ type: 'text.fixed', ...change });
  return changes;
}
