/**
 * Keeps the schema that the editor of somebody at a terminal reads as new as the app file: a colleague's clone has none, a new
 * construct changes it. Never in CI or a script, where nobody edits, and never before a command's result.
 */
import { outlineApp } from '../app/outline.ts';
import type { Session } from './session.ts';

export async function refreshEditorSchema({ context, interactive }: Session, file: string | undefined, noCode = false): Promise<void> {
  if (!interactive || context.ci) return;
  const { SCHEMA_FILE, writeSchema } = await import('../editor/of-app.ts');
  const app = await outlineApp({ ...(file !== undefined && { file }), noCode }, context);
  if (app?.text.includes(SCHEMA_FILE)) writeSchema(app.root, app);
}
