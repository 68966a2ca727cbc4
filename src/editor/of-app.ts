/** In: what an app declares. Out: the text of its schema, printed, or kept beside the app in the file that its first line names. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Outline } from '../core/outline.ts';
import { packaged } from '../package.ts';
import { narrowed } from './narrow.ts';
import { type AnnotatedSchema, withConstructTypes } from './schema.ts';

/** Below the project's root, with `/`: what `# yaml-language-server: $schema=…` names. */
export const SCHEMA_FILE = '.proj/app.schema.json';

type Known = Pick<Outline, 'stacks'> & Partial<Pick<Outline, 'constructTypes'>>;

/** The published schema where no app is known. */
export function schemaOf(app: Known | undefined): AnnotatedSchema {
  const published = JSON.parse(readFileSync(packaged('schema/app.schema.json'), 'utf8')) as AnnotatedSchema;
  return app ? narrowed(withConstructTypes(published, app.constructTypes ?? {}), app) : published;
}

/** Writes nothing where the same is there. */
export function writeSchema(root: string, app: Known): void {
  const file = join(root, SCHEMA_FILE);
  const text = JSON.stringify(schemaOf(app));
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
