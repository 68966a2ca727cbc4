/** Commit and branch, read straight from git's files: no process is started, and git needn't be installed. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

export interface GitHead {
  readonly sha: string | undefined;
  /** `undefined` where no branch is checked out. */
  readonly branch: string | undefined;
}

/** `undefined`: `folder` is in no git repository. */
export function readGitHead(folder: string): GitHead | undefined {
  const git = findGitFolder(folder);
  if (git === undefined) return undefined;
  const head = readLine(join(git, 'HEAD'));
  if (head === undefined) return undefined;
  if (!head.startsWith('ref: ')) return { sha: asSha(head), branch: undefined };
  const ref = head.slice('ref: '.length).trim();
  return { sha: shaOf(git, ref), branch: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined };
}

/** The folder that holds HEAD; in a worktree or submodule `.git` is a file that names it. */
function findGitFolder(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const dot = join(at, '.git');
    const found = statSync(dot, { throwIfNoEntry: false });
    if (found?.isDirectory()) return dot;
    if (found?.isFile()) {
      const target = readLine(dot)?.match(/^gitdir: (.+)$/)?.[1];
      return target === undefined ? undefined : isAbsolute(target) ? target : join(at, target);
    }
    if (dirname(at) === at) return undefined;
  }
}

/** Branches are shared by all worktrees of a repository; loose files win over the packed list. */
function shaOf(git: string, ref: string): string | undefined {
  const common = readLine(join(git, 'commondir'));
  const shared = common === undefined ? git : isAbsolute(common) ? common : join(git, common);
  const loose = asSha(readLine(join(git, ref)) ?? readLine(join(shared, ref)));
  if (loose !== undefined) return loose;
  const packed = readAll(join(shared, 'packed-refs'))
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return asSha(packed?.slice(0, packed.indexOf(' ')));
}

function asSha(text: string | undefined): string | undefined {
  return text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function readLine(file: string): string | undefined {
  return readAll(file)?.split('\n')[0]?.trim();
}

function readAll(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
