/**
 * Inputs that nobody would write: `proj` may find any problem in them, but must come to an end, within time and memory, and tell
 * places that are there. A few hundred fixed seeds, and all that was ever found; for `PROJ_FUZZ_SECONDS` (a minute in CI,
 * ten in `npm run soak`) as many seeds as there is time for. What they find is made small and laid in `kept/`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Judges, openJudges } from './bounded.ts';
import { dictionary, readCorpus } from './corpus.ts';
import { type Input, inputOf, TARGETS } from './mutate.ts';
import { kindOf, shrink } from './shrink.ts';

const kept = join(import.meta.dirname, 'kept');
const FIXED_SEEDS = 300;
const seconds = Number(process.env.PROJ_FUZZ_SECONDS ?? (process.env.PROJ_SOAK === '1' ? 600 : 0));

describe('any input', function () {
  this.timeout(seconds * 1000 + 300_000);
  let judges: Judges;
  before(() => {
    judges = openJudges();
  });
  after(() => judges.end());

  for (const name of readdirSync(kept).sort()) {
    it(`${name} is read like any other`, async () => {
      const target = TARGETS.find((one) => name.endsWith(one)) ?? 'app.yml';
      expect((await judges.judge({ target, bytes: readFileSync(join(kept, name)) })).wrong).to.deep.equal([]);
    });
  }

  it('comes to an end that is told, whatever is in the files', async () => {
    const corpus = { texts: readCorpus(), words: dictionary() };
    const first = seconds === 0 ? 1 : Number(process.env.PROJ_FUZZ_SEED) || Date.now() % 2 ** 31;
    const until = performance.now() + seconds * 1000;
    const found = new Map<string, { readonly seed: number; readonly wrong: string; readonly input: Input }>();
    const codes = new Set<string>();
    let [seed, slowest] = [first, 0];
    for (; seconds === 0 ? seed < first + FIXED_SEEDS : performance.now() < until; seed++) {
      const input = inputOf(seed, corpus);
      const verdict = await judges.judge(input);
      for (const code of verdict.codes) codes.add(code);
      slowest = Math.max(slowest, verdict.milliseconds);
      for (const wrong of verdict.wrong) {
        if (found.has(kindOf(wrong))) continue;
        found.set(kindOf(wrong), { seed, wrong, input });
        process.stdout.write(`seed ${seed}: ${wrong}\n`);
      }
    }
    if (seconds > 0) {
      const numbers = `${seed - first} inputs from seed ${first} in ${seconds} s`;
      process.stdout.write(`${numbers}: ${found.size} found, ${codes.size} codes told, the slowest took ${Math.round(slowest)} ms\n`);
    }
    const reports: string[] = [];
    for (const one of found.values()) reports.push(`seed ${one.seed}: ${one.wrong}\n${await keep(one.input, one.wrong, judges)}`);
    expect(reports.join('\n\n')).to.equal('');
  });
});

/** Small, in a file of `kept/` from now on. */
async function keep(input: Input, wrong: string, judges: Judges): Promise<string> {
  const small = await shrink(input, wrong, judges);
  const name = `${createHash('sha256').update(small.bytes).digest('hex').slice(0, 8)}${small.target.startsWith('.') ? '' : '.'}${small.target}`;
  writeFileSync(join(kept, name), small.bytes);
  return `kept/${name}:\n${small.bytes}`;
}
