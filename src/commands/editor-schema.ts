/**
 * Keeps the schema that the editor of somebody at a terminal reads as new as the app file: a colleague's clone has none, a new
 * construct changes it. Never in CI or a script, where nobody edits, and never before a command's result.
 */
import type { Session } from './session.ts';

export async function refreshEditorSchema({ context, interactive }: Session, file: string | undefined): Promise<void> {
  if (!interactive || context.ci) return;
  const [{ outline }, { SCHEMA_FILE, writeSchema }] = await Promise.all([import('../loader/outline.ts'), import('../editor/of-app.ts')]);
  const { workingDirectory, environment } = context;
  const app = await outline({ workingDirectory, environment, file });
  if (app?.text.includes(SCHEMA_FILE)) writeSchema(app.root, app);
}
