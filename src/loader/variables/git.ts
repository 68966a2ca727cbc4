/** Commit and branch, read straight from git's files: no process is started, and git needn't be installed. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Disk } from '../disk.ts';

export interface GitHead {
  readonly sha: string | undefined;
  /** `undefined` where no branch is checked out. */
  readonly branch: string | undefined;
}

/** `undefined`: `folder` is in no git repository. */
export function readGitHead(folder: string, disk: Disk): GitHead | undefined {
  const git = findGitFolder(folder, disk);
  if (git === undefined) return undefined;
  const head = readLine(join(git, 'HEAD'), disk);
  if (head === undefined) return undefined;
  if (!head.startsWith('ref: ')) return { sha: asSha(head), branch: undefined };
  const ref = head.slice('ref: '.length).trim();
  return { sha: shaOf(git, ref, disk), branch: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined };
}

/** The folder that holds HEAD; in a worktree or submodule `.git` is a file that names it. */
function findGitFolder(folder: string, disk: Disk): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const dot = join(at, '.git');
    const kind = disk.kind(dot);
    if (kind === 'folder') return dot;
    if (kind === 'file') {
      const target = readLine(dot, disk)?.match(/^gitdir: (.+)$/)?.[1];
      return target === undefined ? undefined : isAbsolute(target) ? target : join(at, target);
    }
    if (dirname(at) === at) return undefined;
  }
}

/** Branches are shared by all worktrees of a repository; loose files win over the packed list. */
function shaOf(git: string, ref: string, disk: Disk): string | undefined {
  const common = readLine(join(git, 'commondir'), disk);
  const shared = common === undefined ? git : isAbsolute(common) ? common : join(git, common);
  const loose = asSha(readLine(join(git, ref), disk) ?? readLine(join(shared, ref), disk));
  if (loose !== undefined) return loose;
  const packed = readAll(join(shared, 'packed-refs'), disk)
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return asSha(packed?.slice(0, packed.indexOf(' ')));
}

function asSha(text: string | undefined): string | undefined {
  return text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function readLine(file: string, disk: Disk): string | undefined {
  return readAll(file, disk)?.split('\n')[0]?.trim();
}

function readAll(file: string, disk: Disk): string | undefined {
  const bytes = disk.read(file);
  return typeof bytes === 'string' ? undefined : bytes.toString('utf8');
}
