import type { Context } from '../core/context.ts';
import type { Outline } from '../core/outline.ts';
import { constructModules } from './modules.ts';
import type { AppOptions } from './options.ts';

/** What the app declares, for editors; `undefined` where its file can't be read. */
export async function outlineApp({ file, noCode }: Pick<AppOptions, 'file' | 'noCode'>, context: Context): Promise<Outline | undefined> {
  const { Diagnostics } = await import('../core/diagnostic.ts');
  const { outline } = await import('../loader/outline.ts');
  const { workingDirectory, environment } = context;
  const modules = noCode ? undefined : constructModules({ ...context, diagnostics: new Diagnostics() });
  try {
    return await outline({ workingDirectory, environment, file, readConstructTypes: modules?.read });
  } finally {
    await modules?.close();
  }
}
