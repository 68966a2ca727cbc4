/**
 * Every wrong file beside this one has one mistake, told about in its `.expected.txt`, word by word, and its
 * `.fixed.yml` has none and differs only there. What is no such file has its reason in `reviewed.ts`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Span } from '../../src/core/span.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { changesBetween, isReported } from './changed-lines.ts';
import { problemsOf } from './problems-of.ts';
import { fixedElsewhere, severalMistakes } from './reviewed.ts';

const here = import.meta.dirname;
const update = process.env.UPDATE_GOLDEN === '1';
const names = readdirSync(here)
  .filter((file) => file.endsWith('.yml') && !file.endsWith('.fixed.yml'))
  .map((file) => file.slice(0, -'.yml'.length));

describe('wrong files', () => {
  it('are at least 250, each with its text and its fixed twin', () => {
    expect(names.length).to.be.at.least(250);
    expect(names.filter((name) => !existsSync(join(here, `${name}.fixed.yml`)))).to.deep.equal([]);
    if (!update) expect(names.filter((name) => !existsSync(join(here, `${name}.expected.txt`)))).to.deep.equal([]);
  });

  for (const name of names) {
    let problems: Promise<Diagnostics> | undefined;
    const problemsOfIt = () => (problems ??= problemsOf(name, '.yml'));

    it(`${name}: the problem, its place and the way out`, async () => {
      const found = await problemsOfIt();
      const text = `${renderDiagnostics(found.all, found.source, { color: false })}\n`;
      const golden = join(here, `${name}.expected.txt`);
      if (update && !process.env.CI) writeFileSync(golden, text);
      expect(text).to.equal(readFileSync(golden, 'utf8'));
      expect(found.all).not.to.deep.equal([]);
      expect(found.all.length > 1, 'more than one problem').to.equal(Object.hasOwn(severalMistakes, name));
    });

    it(`${name}: fixed, it has no problem`, async () => {
      const found = await problemsOf(name, '.fixed.yml');
      expect(found.all.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([]);
    });

    it(`${name}: fixed, it differs at the reported lines`, async () => {
      const [wrong, fixed] = [linesOf(`${name}.yml`), linesOf(`${name}.fixed.yml`)];
      const found = await problemsOfIt();
      const reported = new Set(found.all.flatMap(({ span, related = [] }) => [span, ...related.map((one) => one.span)]).flatMap(linesIn));
      const elsewhere = changesBetween(wrong, fixed).filter((change) => !isReported(change, reported, wrong));
      expect(elsewhere.length > 0 || wrong.join() === fixed.join(), JSON.stringify(elsewhere)).to.equal(Object.hasOwn(fixedElsewhere, name));
    });
  }
});

function linesOf(file: string): readonly string[] {
  return readFileSync(join(here, file), 'utf8').split('\n');
}

function linesIn(span: Span | undefined): readonly number[] {
  if (span?.file !== 'app.yml') return [];
  return Array.from({ length: span.end.line - span.start.line + 1 }, (_, index) => span.start.line + index);
}
