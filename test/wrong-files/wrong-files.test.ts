/** Every wrong file beside this one is told about in its `.expected.txt`, word by word, and its `.fixed.yml` has no error. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import { expand } from '../../src/expand/expand.ts';
import { load } from '../../src/loader/index.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';

const here = import.meta.dirname;
const update = process.env.UPDATE_GOLDEN === '1';
const names = readdirSync(here)
  .filter((file) => file.endsWith('.yml') && !file.endsWith('.fixed.yml'))
  .map((file) => file.slice(0, -'.yml'.length));

describe('wrong files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'proj-wrong-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function problemsOf(file: string): Promise<Diagnostics> {
    copyFileSync(join(here, file), join(folder, 'app.yml'));
    const diagnostics = new Diagnostics();
    try {
      const config = await load({ workingDirectory: folder, local: false, environment: {}, ci: false, mode: 'offline', partial: true, diagnostics });
      expand(config, diagnostics);
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
    }
    return diagnostics;
  }

  it('are at least forty, each with its text and its fixed twin', () => {
    expect(names.length).to.be.at.least(40);
    expect(names.filter((name) => !existsSync(join(here, `${name}.fixed.yml`)))).to.deep.equal([]);
    if (!update) expect(names.filter((name) => !existsSync(join(here, `${name}.expected.txt`)))).to.deep.equal([]);
  });

  for (const name of names) {
    it(`${name}: the problem, its place and the way out`, async () => {
      const found = await problemsOf(`${name}.yml`);
      const text = `${renderDiagnostics(found.all, found.source, { color: false })}\n`;
      const golden = join(here, `${name}.expected.txt`);
      if (update && !process.env.CI) writeFileSync(golden, text);
      expect(text).to.equal(readFileSync(golden, 'utf8'));
      expect(found.hasErrors).to.equal(true);
    });

    it(`${name}: fixed, it has no error`, async () => {
      const found = await problemsOf(`${name}.fixed.yml`);
      expect(found.all.filter(({ severity }) => severity === 'error').map(({ message }) => message)).to.deep.equal([]);
    });
  }
});
