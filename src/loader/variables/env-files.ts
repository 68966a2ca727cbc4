/** What `${env:NAME}` sees: the real environment first, then the `.env` files of the stage. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { type Reader, readText } from '../read-file.ts';
import type { SourceFile } from '../source.ts';
import { reportUnreadable } from '../unreadable.ts';

export interface EnvironmentValue {
  readonly value: string;
  /** `the environment`, or the file's name. */
  readonly from: string;
  readonly fromFile: boolean;
}

export type EnvironmentLookup = (name: string) => EnvironmentValue | undefined;

/** Files are read when a name is first asked for that the environment doesn't have. */
export function environmentLookup(from: Reader, stage: string | undefined, diagnostics: Diagnostics): EnvironmentLookup {
  let files: readonly { readonly name: string; readonly values: ReadonlyMap<string, string> }[] | undefined;
  return (name) => {
    const real = from.disk.environment[name];
    if (real !== undefined) return { value: real, from: 'the environment', fromFile: false };
    files ??= namesFor(stage).flatMap((file) => {
      const found = readText(from, file);
      if (typeof found !== 'string') return [{ name: file, values: parseEnvironmentFile(found) }];
      if (found !== 'missing') reportUnreadable(file, found, diagnostics);
      return [];
    });
    for (const file of files) {
      const value = file.values.get(name);
      if (value !== undefined) return { value, from: file.name, fromFile: true };
    }
    return undefined;
  };
}

/** The first that has a name wins. */
function namesFor(stage: string | undefined): readonly string[] {
  const ofStage = stage === undefined ? [] : [`.env.${stage}.local`, `.env.${stage}`];
  return [...ofStage, '.env.local', '.env'];
}

const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\r\n]*?))[ \t]*(?:(?<=[ \t])#[^\r\n]*)?\r?$/gm;

/** `NAME=value`, quoted or not; in double quotes `\n` and line breaks. Nothing is expanded. */
function parseEnvironmentFile(file: SourceFile): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name, double, single, plain] of file.text.matchAll(ASSIGNMENT)) {
    const value =
      double?.replace(/\\([\s\S])/g, (_, escaped: string) => ({ n: '\n', r: '\r', t: '\t' })[escaped] ?? escaped) ?? single ?? plain ?? '';
    values.set(name as string, plain === undefined ? value : value.trim());
  }
  return values;
}
