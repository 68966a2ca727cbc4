/** In: what an app declares. Out: the text of its schema, printed, or kept beside the app in the file that its first line names. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Outline } from '../core/outline.ts';
import { packaged } from '../package.ts';
import { narrowed } from './narrow.ts';
import { type AnnotatedSchema, withConstructTypes } from './schema.ts';

/** Below the project's root, with `/`: what `# yaml-language-server: $schema=…` names. */
export const SCHEMA_FILE = '.proj/app.schema.json';

/** The published schema where no app is known. `own`: the schemas of the app's own construct types. */
export function schemaOf(app: Pick<Outline, 'stacks'> | undefined, own: Readonly<Record<string, AnnotatedSchema>> = {}): AnnotatedSchema {
  const published = JSON.parse(readFileSync(packaged('schema/app.schema.json'), 'utf8')) as AnnotatedSchema;
  return app ? narrowed(withConstructTypes(published, own), app) : published;
}

/** Writes nothing where the same is there. */
export function writeSchema(root: string, app: Pick<Outline, 'stacks'>): void {
  const file = join(root, SCHEMA_FILE);
  const text = JSON.stringify(schemaOf(app));
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
