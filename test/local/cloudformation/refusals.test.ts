import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Fixture, startFixture } from './fixture.ts';
import { cases as calls } from './refusals/calls.ts';
import type { Case } from './refusals/case.ts';
import { cases as outcomes } from './refusals/outcomes.ts';
import { cases as templates } from './refusals/templates.ts';

const SOURCE = join(import.meta.dirname, '../../../src/local');
const cases = new Map<string, Case>(
  Object.entries({ templates, calls, outcomes }).flatMap(([group, own]) =>
    Object.entries(own).map(([name, run]) => [`${group}/${name}`, run] as const),
  ),
);

interface Row {
  readonly name: string;
  readonly code: string;
  readonly text: string;
  readonly certainty: string;
}

const rows: Row[] = readFileSync(join(SOURCE, 'refusals.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \w+\/[\w-]+ \|/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, name = '', code = '', text = '', , , certainty = '']) => ({
    name,
    code,
    text: text.replaceAll('\\n', '\n').replaceAll('\\|', '|'),
    certainty,
  }));

/** `*` stands for anything. */
function pattern(text: string): RegExp {
  const literal = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^]*')}$`);
}

describe('the table of refusals', () => {
  // Refused templates leave nothing behind: they can share an endpoint.
  let shared: Fixture;
  before(async () => {
    shared = await startFixture();
  });
  after(() => shared.stop());

  for (const { name, code, text } of rows) {
    it(`${name} answers as its row says`, async () => {
      const run = cases.get(name);
      if (!run) throw new Error(`no case ${name}`);
      const fixture = name.startsWith('templates/') ? shared : await startFixture();
      try {
        const refused = await run(fixture);
        expect(refused.text.trim()).to.match(pattern(text));
        expect(refused.code).to.equal(code);
      } finally {
        if (fixture !== shared) await fixture.stop();
      }
    });
  }

  it('has a row for every case, each once', () => {
    expect(rows.map(({ name }) => name).sort()).to.deep.equal([...cases.keys()].sort());
  });

  it('says of each text how certain it is', () => {
    expect(rows.filter(({ certainty }) => !['certain', 'unchecked', 'ours'].includes(certainty))).to.deep.equal([]);
  });

  it('has a row for every text with which the engine refuses', () => {
    const files = readdirSync(join(SOURCE, 'cloudformation'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const refusing =
      /(?:refuse|refuseAs|new OperationFailure|fail)\(\s*(?:'[A-Za-z]+',\s*)?(?:journal, \w+, '\w+', )?(`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|"[^"]*")/g;
    const texts = files.flatMap((file) =>
      [...readFileSync(join(SOURCE, 'cloudformation', file), 'utf8').matchAll(refusing)].map(([, text = '']) => text.slice(1, -1)),
    );
    expect(texts.length).to.be.greaterThan(100);
    // Of a text with variable parts, the longest fixed part.
    const fixed = texts.map(
      (text) =>
        text
          .replaceAll("\\'", "'")
          .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}|\\n/)
          .sort((a, b) => b.length - a.length)[0] ?? '',
    );
    const without = fixed.filter((part) => !rows.some(({ text }) => text.includes(part.trim())));
    expect(without).to.deep.equal([]);
  });
});
