import type { Context } from '../core/context.ts';

/** Folder of the app file, also where that is wrong. */
export async function appRoot(file: string | undefined, { workingDirectory, environment, diagnostics }: Context): Promise<string> {
  const [{ locate }, { openDisk }] = await Promise.all([import('../loader/locate.ts'), import('../loader/disk.ts')]);
  const place = await locate(workingDirectory, file, openDisk(environment));
  if (!place) diagnostics.report('E1001', [], { from: workingDirectory });
  diagnostics.stopIfErrors();
  return place?.root ?? workingDirectory;
}
