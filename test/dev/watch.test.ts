import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Watching, watchFiles } from '../../src/dev/watch.ts';

describe('watching files', () => {
  let root: string;
  let watching: Watching;
  const bursts: (readonly string[])[] = [];

  before(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-watch-')));
    for (const folder of ['src', 'node_modules/x', 'web/dist', '.proj/build']) mkdirSync(join(root, folder), { recursive: true });
    watching = await watchFiles(root, ['web/dist'], (files) => bursts.push(files));
  });
  after(async () => {
    await watching.stop();
    rmSync(root, { recursive: true });
  });

  it('tells a burst of changes once, without packages, builds and its own folder', async () => {
    for (const file of ['node_modules/x/a.js', 'web/dist/a.js', '.proj/build/a.json', 'src/b.ts', 'src/a.ts'])
      writeFileSync(join(root, file), '1');
    const until = Date.now() + 5000;
    while (bursts.length === 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bursts).to.deep.equal([['src/a.ts', 'src/b.ts']]);
  });
});
