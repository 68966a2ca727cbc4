import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { isExpression } from '../../src/core/expression.ts';
import { expand } from '../../src/expand/expand.ts';
import { expandFile, expandText, loadFile } from './expand-text.ts';

const example = fileURLToPath(new URL('../../examples/notes/app.yml', import.meta.url));
const busy = fileURLToPath(new URL('../../src/expand/constructs/table/cases/indexes-stream-and-time-to-live.yml', import.meta.url));
const routes = fileURLToPath(new URL('../../src/expand/constructs/api/cases/every-kind-of-route.yml', import.meta.url));

describe('the same app', () => {
  for (const file of [example, busy, routes]) {
    it(`gives the same bytes whatever the order of its keys: ${file.split('/').slice(-3).join('/')}`, async () => {
      const app = await loadFile(file, new Diagnostics());
      const expected = JSON.stringify(expand(app, new Diagnostics()).stacks);
      for (const seed of [1, 2, 3]) {
        expect(JSON.stringify(expand(shuffled(app, seed), new Diagnostics()).stacks)).to.equal(expected);
      }
    });
  }

  it('gives the same templates with comments and blank lines added, and from another folder', async () => {
    const text = await readFile(example, 'utf8');
    const { expansion } = await expandText(`# a comment\n\n${text.replaceAll('\n', ' # here too\n\n')}`);
    expect(templates(expansion)).to.equal(templates((await expandFile(example)).expansion));
  });

  it('expands without a file, the clock, chance, the environment or a process', async () => {
    const app = await loadFile(example, new Diagnostics());
    const expected = JSON.stringify(expand(app, new Diagnostics()));
    const { now } = Date;
    const { random } = Math;
    const environment = process.env;
    const refuse = () => {
      throw new Error('not pure');
    };
    Date.now = refuse;
    Math.random = refuse;
    process.env = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse });
    try {
      expect(JSON.stringify(expand(app, new Diagnostics()))).to.equal(expected);
    } finally {
      Object.assign(Date, { now });
      Object.assign(Math, { random });
      process.env = environment;
    }
  });

  it('leaves the configuration as it was', async () => {
    const app = await loadFile(example, new Diagnostics());
    const before = JSON.stringify(app);
    expand(app, new Diagnostics());
    expect(JSON.stringify(app)).to.equal(before);
  });
});

function templates(expansion: Awaited<ReturnType<typeof expandFile>>['expansion']): string {
  return JSON.stringify(expansion?.stacks.map(({ id, template }) => [id, template]));
}

/** `value` with the keys of its maps in another order; lists and expressions stay. */
function shuffled<Value>(value: Value, seed: number): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExpression(value)) {
    return Array.isArray(value) ? (value.map((item) => shuffled(item, seed)) as Value) : value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const rank = (key: string) => [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) * seed) % 9973, seed);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([key, item]) => [key, typeof item === 'function' ? item : shuffled(item, seed)]),
  ) as Value;
}
