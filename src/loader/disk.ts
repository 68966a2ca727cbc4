/**
 * The loader's only way to the disk and the environment. What it looks at is noted: a run that would see the same
 * needn't look again. Must never: write, or follow a question that nobody asked.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';

export const MAX_FILE_BYTES = 4 * 1024 * 1024;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Each question is asked once; its answer holds for the run. Paths are absolute. */
export interface Disk {
  /** Content of a file of at most `MAX_FILE_BYTES`. */
  read(file: string): Buffer | 'missing' | 'too-big' | 'unreadable';
  /** Links are followed. */
  kind(path: string): 'file' | 'folder' | 'none';
  /** Free of links; `undefined` where there is nothing, `false` where it can't be known. */
  realPath(path: string): string | false | undefined;
  /** Sorted, those of folders with a `/` at the end; links are not followed. `undefined` where it can't be listed. */
  names(folder: string): readonly string[] | undefined;
  readonly environment: Environment;
  /** All questions so far. */
  readonly questions: readonly Question[];
  ask(question: Question): unknown;
  /** One hash over all answers, so that it tells nothing of a single one: an environment may hold secrets. */
  answers(): string;
}

export type Question = readonly [kind: keyof typeof look, subject: string];

const look = {
  read(file: string): Buffer | 'missing' | 'too-big' | 'unreadable' {
    try {
      const found = statSync(file);
      if (!found.isFile()) return 'unreadable';
      return found.size > MAX_FILE_BYTES ? 'too-big' : readFileSync(file);
    } catch (error) {
      return isMissing(error) ? 'missing' : 'unreadable';
    }
  },
  kind(path: string): 'file' | 'folder' | 'none' {
    const found = statOf(path);
    return found?.isFile() ? 'file' : found?.isDirectory() ? 'folder' : 'none';
  },
  realPath(path: string): string | false | undefined {
    try {
      return realpathSync(path);
    } catch (error) {
      return isMissing(error) ? undefined : false;
    }
  },
  names(folder: string): readonly string[] | undefined {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .map((one) => (one.isDirectory() ? `${one.name}/` : one.name))
        .sort();
    } catch {
      return undefined;
    }
  },
  variable(name: string, environment: Environment): string | undefined {
    return Object.hasOwn(environment, name) ? environment[name] : undefined;
  },
};

export function openDisk(environment: Environment): Disk {
  const answers = new Map<string, unknown>();
  const questions: Question[] = [];
  const answer = <Kind extends Question[0]>(kind: Kind, subject: string): ReturnType<(typeof look)[Kind]> => {
    const key = `${kind} ${subject}`;
    if (!answers.has(key)) {
      questions.push([kind, subject]);
      answers.set(key, look[kind](subject, environment));
    }
    return answers.get(key) as ReturnType<(typeof look)[Kind]>;
  };
  return {
    read: (file) => answer('read', file),
    kind: (path) => answer('kind', path),
    realPath: (path) => answer('realPath', path),
    names: (folder) => answer('names', folder),
    environment: new Proxy(environment, {
      get: (_, name) => (typeof name === 'string' ? answer('variable', name) : undefined),
    }),
    questions,
    ask: ([kind, subject]) => answer(kind, subject),
    answers: () =>
      hash('sha256', JSON.stringify([...answers.values()].map((one) => (Buffer.isBuffer(one) ? hash('sha256', one) : (one ?? null))))),
  };
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
