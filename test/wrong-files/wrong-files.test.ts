/** Every wrong file beside this one is told about in its `.expected.txt`, word by word, and its `.fixed.yml` has no error. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { problemsOf } from './problems-of.ts';

const here = import.meta.dirname;
const update = process.env.UPDATE_GOLDEN === '1';
const names = readdirSync(here)
  .filter((file) => file.endsWith('.yml') && !file.endsWith('.fixed.yml'))
  .map((file) => file.slice(0, -'.yml'.length));

describe('wrong files', () => {
  it('are at least forty, each with its text and its fixed twin', () => {
    expect(names.length).to.be.at.least(40);
    expect(names.filter((name) => !existsSync(join(here, `${name}.fixed.yml`)))).to.deep.equal([]);
    if (!update) expect(names.filter((name) => !existsSync(join(here, `${name}.expected.txt`)))).to.deep.equal([]);
  });

  for (const name of names) {
    it(`${name}: the problem, its place and the way out`, async () => {
      const found = await problemsOf(name, '.yml');
      const text = `${renderDiagnostics(found.all, found.source, { color: false })}\n`;
      const golden = join(here, `${name}.expected.txt`);
      if (update && !process.env.CI) writeFileSync(golden, text);
      expect(text).to.equal(readFileSync(golden, 'utf8'));
      expect(found.all).not.to.deep.equal([]);
    });

    it(`${name}: fixed, it has no problem`, async () => {
      const found = await problemsOf(name, '.fixed.yml');
      expect(found.all.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([]);
    });
  }
});
