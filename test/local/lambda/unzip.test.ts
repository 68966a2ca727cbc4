import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readDirectory, unzip } from '../../../src/local/services/lambda/unzip.ts';
import { zip } from './zip.ts';

describe('unpacking a deployment package', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'proj-unzip-'));
    folder = join(parent, 'inside');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const unpack = (archive: Buffer) => unzip(archive, readDirectory(archive), folder);
  const link = (target: string) => ({ content: target, mode: 0o120777 });
  async function refusal(archive: Buffer): Promise<string> {
    try {
      await unpack(archive);
      return 'none';
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }

  it('writes files, folders, modes and links that stay inside', async () => {
    await unpack(zip({ 'a.txt': 'a', 'b/c.sh': { content: 'c', mode: 0o100755 }, 'd/': '', 'b/link': link('../a.txt') }));
    expect(readFileSync(join(folder, 'b/link'), 'utf8')).to.equal('a');
    expect(readlinkSync(join(folder, 'b/link'))).to.equal('../a.txt');
    expect(statSync(join(folder, 'b/c.sh')).mode & 0o777).to.equal(0o755);
    expect(statSync(join(folder, 'd')).isDirectory()).to.equal(true);
  });

  for (const [name, files] of [
    ['a path that goes up', { '../evil': 'x' }],
    ['a path that goes down and up', { 'a/../../evil': 'x' }],
    ['an absolute path', { '/tmp/evil': 'x' }],
    ['a path with backslashes', { '..\\evil': 'x' }],
    ['a link that goes up', { evil: link('../../x') }],
    ['an absolute link', { evil: link('/etc/passwd') }],
    ['a link through a link', { 'a/up': link('..'), out: link('a/up/..'), 'out/evil': link('x') }],
  ] as const) {
    it(`refuses ${name}, and writes nothing outside`, async () => {
      expect(await refusal(zip(files))).to.equal('BadZipError');
      expect(readdirSync(parent).filter((entry) => entry !== 'inside')).to.deep.equal([]);
      expect(existsSync('/tmp/evil')).to.equal(false);
    });
  }

  it('refuses damaged content', async () => {
    const archive = zip({ a: 'x'.repeat(100) });
    archive.writeUInt8(archive.readUInt8(34) ^ 0xff, 34);
    expect(await refusal(archive)).to.equal('BadZipError');
  });

  it('unpacks no more than an entry says it holds', async () => {
    const archive = zip({ a: 'x'.repeat(10_000) });
    const directory = archive.indexOf('PK\x01\x02', 0, 'latin1');
    archive.writeUInt32LE(10, directory + 24);
    expect(await refusal(archive)).to.equal('BadZipError');
  });
});
