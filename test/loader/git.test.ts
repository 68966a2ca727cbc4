import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { openDisk } from '../../src/loader/disk.ts';
import { readGitHead as readHead } from '../../src/loader/variables/git.ts';
import { inFolder } from './project.ts';

const SHA = 'a'.repeat(40);
const PACKED = 'b'.repeat(40);
const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();

const readGitHead = (folder: string) => readHead(folder, openDisk({}));

describe('git’s head', () => {
  it('is what git itself says, in a repository, a folder below, and a worktree', async () => {
    await inFolder({ 'repo/a/b/x': 'x' }, async (folder) => {
      const repo = join(folder, 'repo');
      git(repo, 'init', '-q', '-b', 'main');
      git(repo, 'add', '.');
      git(repo, 'commit', '-q', '-m', 'one');
      const sha = git(repo, 'rev-parse', 'HEAD');
      expect(readGitHead(join(repo, 'a/b'))).to.deep.equal({ sha, branch: 'main' });
      git(repo, 'pack-refs', '--all');
      expect(readGitHead(repo)).to.deep.equal({ sha, branch: 'main' });
      git(repo, 'worktree', 'add', '-q', '-b', 'feature/x', join(folder, 'tree'));
      git(join(folder, 'tree'), 'commit', '-q', '--allow-empty', '-m', 'two');
      expect(readGitHead(join(folder, 'tree'))).to.deep.equal({ sha: git(join(folder, 'tree'), 'rev-parse', 'HEAD'), branch: 'feature/x' });
      git(repo, 'checkout', '-q', '--detach');
      expect(readGitHead(repo)).to.deep.equal({ sha, branch: undefined });
    });
  });

  it('is read from loose refs before the packed ones', async () => {
    const files = { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `# pack-refs\n${PACKED} refs/heads/main\n` };
    await inFolder(files, (folder) => expect(readGitHead(folder)).to.deep.equal({ sha: PACKED, branch: 'main' }));
    await inFolder({ ...files, '.git/refs/heads/main': `${SHA}\n` }, (folder) =>
      expect(readGitHead(folder)).to.deep.equal({ sha: SHA, branch: 'main' }),
    );
  });

  it('has a branch but no commit in a new repository', async () => {
    await inFolder({ '.git/HEAD': 'ref: refs/heads/main\n' }, (folder) =>
      expect(readGitHead(folder)).to.deep.equal({ sha: undefined, branch: 'main' }),
    );
  });

  it('is nothing where there is no repository, or no readable one', async () => {
    await inFolder({ '.git/HEAD': 'nonsense' }, (folder) =>
      expect(readGitHead(folder)).to.deep.equal({ sha: undefined, branch: undefined }),
    );
    await inFolder({ '.git': 'nonsense' }, (folder) => expect(readGitHead(folder)).to.equal(undefined));
  });
});
