/**
 * Every file here is right as it is: it has no problem but those of its `.expected.txt`, which also shows what it expands to.
 * A first line `# $ NAME=value proj validate --stage … --param …` says how it is run. UPDATE_GOLDEN=1 rewrites.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkTemplate } from '../../src/aws-schemas/check.ts';
import { loadResourceTypes } from '../../src/aws-schemas/index.ts';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import type { Expansion } from '../../src/core/stages.ts';
import { expand } from '../../src/expand/expand.ts';
import { type LoadOptions, load } from '../../src/loader/index.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { checkTemplates } from '../../src/template-check/index.ts';
import { compact } from './compact.ts';

const here = import.meta.dirname;
const update = process.env.UPDATE_GOLDEN === '1' && !process.env.CI;
/** A file, or a folder with what its app file needs. */
const cases = readdirSync(here, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : entry.name.endsWith('.yml') ? [entry.name.slice(0, -'.yml'.length)] : [],
);

describe('valid files', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'proj-valid-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const name of cases) {
    it(`${name} has no problem, and expands as written down`, async () => {
      const isFolder = !readdirSync(here).includes(`${name}.yml`);
      cpSync(join(here, isFolder ? name : `${name}.yml`), isFolder ? folder : join(folder, 'app.yml'), { recursive: true });
      const diagnostics = new Diagnostics();
      const expansion = await expansionOf(diagnostics);
      const problems = diagnostics.all.length > 0 ? `${renderDiagnostics(diagnostics.all, diagnostics.source, { color: false })}\n\n` : '';
      expect(diagnostics.hasErrors, problems).to.equal(false);

      const written = problems + compact(expansion as Expansion);
      const golden = join(here, `${name}.expected.txt`);
      if (update) writeFileSync(golden, written);
      expect(written).to.equal(readFileSync(golden, 'utf8'));
      for (const { template } of expansion?.stacks ?? []) {
        const types = await loadResourceTypes(Object.values(template.Resources).map(({ Type }) => Type));
        // What is escaped in the file stands in the template as a variable that is in no `Fn::Sub`.
        const found = checkTemplate(template, types, { placeholders: ['asset'] }).filter(({ kind }) => kind !== 'not-substituted');
        expect(found).to.deep.equal([]);
      }
    });
  }

  it('are at least sixty, and no expected text is without its file', () => {
    expect(cases.length).to.be.at.least(60);
    const texts = readdirSync(here).filter((file) => file.endsWith('.expected.txt'));
    if (!update) expect(texts.map((file) => file.slice(0, -'.expected.txt'.length)).sort()).to.deep.equal([...cases].sort());
  });

  async function expansionOf(diagnostics: Diagnostics): Promise<Expansion | undefined> {
    const options = { workingDirectory: folder, ci: false, mode: 'offline', diagnostics, ...commandLine(folder) } as const;
    try {
      const app = await load(options);
      const expansion = expand(app, diagnostics);
      await checkTemplates(app, expansion, diagnostics);
      return expansion;
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      return undefined;
    }
  }
});

/** What the first line of the app file says: `# $ NAME=value proj validate --stage prod --param key=value --local`. */
function commandLine(folder: string): Pick<LoadOptions, 'stage' | 'params' | 'local' | 'environment'> {
  const file = join(folder, readdirSync(folder).find((name) => name === 'app.yml') ?? '');
  const [first = ''] = file.endsWith('.yml') ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  const words = first.match(/^# \$ (.*)$/)?.[1]?.split(' ') ?? [];
  const after = (flag: string) => words.flatMap((word, index) => (words[index - 1] === flag ? [word] : []));
  const pairs = (all: readonly string[]) => Object.fromEntries(all.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
  return {
    stage: after('--stage')[0],
    params: pairs(after('--param')),
    local: words.includes('--local'),
    environment: pairs(words.slice(0, words.indexOf('proj')).filter((word) => word.includes('='))),
  };
}
