/**
 * Every valid file of the repository, broken in one place: a problem is told at that line or at its parent's. A seeded sample;
 * with PROJ_SOAK=1 all of them, and then what nothing is said about must stand in `missed.txt`, which is read like code.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';
import { type Diagnostic, Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import { expand } from '../../src/expand/expand.ts';
import { load } from '../../src/loader/index.ts';
import { type Mutant, type Mutation, mutantsOf, mutations } from './mutate.ts';
import { placesIn } from './places.ts';

const SEED = 20261123;
const IS_WHOLE = process.env.PROJ_SOAK === '1';
const SAMPLE = IS_WHOLE ? Number.POSITIVE_INFINITY : 600;
const AT_LEAST = 0.95;
const here = import.meta.dirname;
const repository = resolve(here, '../..');
const update = process.env.UPDATE_GOLDEN === '1' && !process.env.CI;

const REASONS = [
  '# Mutants that nothing is said about at their line or its parent, and why that is right:',
  '# - an override, an anchor or an included file gives the key that was deleted, so that the file is still whole;',
  '# - the stage of the run replaces or removes what was broken, and no other stage is looked at here;',
  '# - the mistake takes away what something else stands on, and is told there.',
];

interface Score {
  made: number;
  told: number;
}

describe('a valid file with one thing broken', function () {
  this.timeout(600_000);

  it(`is told about at that line or its parent's, in ${AT_LEAST * 100} % of all cases of each kind`, async () => {
    const scores = new Map<Mutation, Score>(mutations.map((mutation) => [mutation, { made: 0, told: 0 }]));
    const missed: string[] = [];
    const all = (await validFiles()).flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      // A seed of its own, so that another file changes nothing here.
      const random = seeded(numberOf(relative(repository, file)));
      return mutantsOf(text, placesIn(text), random).map((mutant) => ({ file, mutant }));
    });
    for (const { file, mutant } of sampled(all, seeded(SEED))) {
      const score = scores.get(mutant.mutation) as Score;
      const problems = await problemsOf(file, mutant.text).catch((error: Error) => {
        throw new Error(`${relative(repository, file)} ${mutant.what}: ${error.message}\n${mutant.text}`, { cause: error });
      });
      score.made += 1;
      if (problems.some((problem) => isAt(problem, mutant))) score.told += 1;
      else missed.push(`${mutant.mutation}: ${relative(repository, file)} ${mutant.what}: ${toldOf(problems)}`);
    }
    const table = [...scores].map(([name, { made, told }]) => `${name}: ${told} of ${made}`);
    const list = join(here, 'missed.txt');
    if (update && IS_WHOLE) writeFileSync(list, `${[...REASONS, ...missed.sort()].join('\n')}\n`);
    if (IS_WHOLE) process.stdout.write(`${all.length} mutants, seed ${SEED}\n  ${table.join('\n  ')}\n`);
    for (const [name, { made, told }] of scores) expect(told, `${name}\n${missed.join('\n')}`).to.be.at.least(made * AT_LEAST);
    if (!IS_WHOLE) return;
    expect(all.length).to.be.at.least(5000);
    const reviewed = new Set(readFileSync(list, 'utf8').split('\n'));
    expect(missed.filter((line) => !reviewed.has(line))).to.deep.equal([]);
  });

  /** In a random but seeded order, evenly of all kinds. */
  function sampled<One extends { readonly mutant: Mutant }>(all: readonly One[], random: () => number): readonly One[] {
    const each = Math.ceil(SAMPLE / mutations.length);
    return mutations.flatMap((mutation) => {
      const own = all.filter(({ mutant }) => mutant.mutation === mutation).map((one) => ({ one, rank: random() }));
      const order = Number.isFinite(each) ? own.sort((a, b) => a.rank - b.rank).slice(0, each) : own;
      return order.map(({ one }) => one);
    });
  }
});

function isAt({ span, severity }: Diagnostic, { lines }: Mutant): boolean {
  return severity === 'error' && span !== undefined && span.file === 'app.yml' && lines.has(span.start.line);
}

function toldOf(problems: readonly Diagnostic[]): string {
  const [first] = problems;
  return first ? `${first.code} at line ${first.span?.start.line ?? '?'}` : 'nothing';
}

/** App files that have no problem where they stand. */
async function validFiles(): Promise<readonly string[]> {
  const folders = ['examples', 'templates', 'test/valid-files', 'test/wrong-files'].map((folder) => join(repository, folder));
  const found = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      const file = entry.isDirectory() ? join(path, 'app.yml') : path;
      // Of the wrong files their fixed twins: the others have problems already.
      return file.endsWith('.yml') && existsSync(file) ? [file] : [];
    }),
  );
  const clean: string[] = [];
  for (const file of found) if ((await problemsOf(file, readFileSync(file, 'utf8'))).length === 0) clean.push(file);
  return clean;
}

const folders = new Map<string, string>();
after(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true });
});

/** What is said of the text in place of the file's own, with the files that lie beside it. */
async function problemsOf(file: string, text: string): Promise<readonly Diagnostic[]> {
  const diagnostics = new Diagnostics();
  const folder = folders.get(file) ?? realpathSync(mkdtempSync(join(tmpdir(), 'proj-mutants-')));
  if (!folders.has(file) && file.endsWith('/app.yml'))
    cpSync(dirname(file), folder, { recursive: true, filter: (path) => !/node_modules|\.proj/.test(path) });
  folders.set(file, folder);
  writeFileSync(join(folder, 'app.yml'), text);
  try {
    const config = await load({
      workingDirectory: folder,
      local: false,
      environment: {},
      ci: false,
      mode: 'offline',
      partial: true,
      diagnostics,
    });
    expand(config, diagnostics);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
  return diagnostics.all;
}

function numberOf(name: string): number {
  return [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, SEED);
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
