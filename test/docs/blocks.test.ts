/** Everything that the pages show is true: app files are valid, wrong ones print what is shown, command lines are understood. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { load as loadYaml } from 'js-yaml';
import { checkStages } from '../../src/app/check.ts';
import type { AppOptions } from '../../src/app/options.ts';
import { type App, readApp } from '../../src/app/read.ts';
import { parseCommandLine } from '../../src/commands/parse.ts';
import type { Context } from '../../src/core/context.ts';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { appFileOf, type Block, blocksOf, fileOf } from './blocks.ts';

const repository = resolve(import.meta.dirname, '../..');
const pages = [
  'README.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('docs', name))
    // Made from the wrong files, which have tests of their own.
    .filter((name) => name.endsWith('.md') && name !== join('docs', 'diagnostics.md')),
].map((name) => ({ name, text: readFileSync(join(repository, name), 'utf8') }));

describe('blocks of the documentation', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'proj-docs-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const { name, text } of pages) {
    const blocks = blocksOf(text);
    for (const [index, block] of blocks.entries()) {
      const { language, words, line } = block;
      if (words.includes('file')) continue;
      const beside = blocks.filter((one) => one.section === block.section && one.words.includes('file')).map(fileOf);
      if (language === 'yaml' && words.includes('other')) {
        it(`${name}:${line} is YAML`, () => expect(() => loadYaml(block.text)).not.to.throw());
      } else if (language === 'yaml' && words.includes('wrong')) {
        it(`${name}:${line} prints what is shown below it`, async () => {
          expect(`${await printed(block, beside)}\n`).to.equal(blocks[index + 1]?.text);
        });
      } else if (language === 'yaml') {
        it(`${name}:${line} is valid`, async () => expect(await printed(block, beside)).to.equal(''));
      } else if (language === 'json') {
        it(`${name}:${line} is JSON`, () => expect(() => JSON.parse(block.text)).not.to.throw());
      }
    }

    it(`${name} names no command or flag that there isn't`, () => {
      const lines = blocks.filter(({ language }) => language === 'sh').flatMap((block) => block.text.split('\n'));
      const inline = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
      for (const line of [...lines, ...inline]) expect(misunderstood(line), line).to.equal(undefined);
    });
  }

  it('are there, on many pages', () => {
    const apps = pages.flatMap(({ text }) => blocksOf(text)).filter(({ language }) => language === 'yaml');
    expect(apps.length).to.be.above(40);
  });

  async function printed(block: Block, beside: readonly (readonly [string, string])[]): Promise<string> {
    for (const [name, text] of [...beside, ['app.yml', appFileOf(block)] as const]) {
      write(name, text);
      // Every package has one.
      const [installed] = /^node_modules\/(@[^/]+\/)?[^/]+\//.exec(name) ?? [];
      if (installed !== undefined) write(`${installed}package.json`, '{}');
    }
    const { words } = block;
    const stage = words.includes('on') ? words[words.indexOf('on') + 1] : undefined;
    const options: AppOptions = { params: {}, local: false, stacks: [], ...(stage !== undefined && { stage }) };
    const diagnostics = new Diagnostics();
    try {
      const { config } = await readApp(options, contextWith(new Diagnostics(), folder), 'offline');
      for (const one of stage === undefined ? [config.stage, ...config.declaredStages] : [stage]) {
        makeUp(await readApp({ ...options, stage: one }, contextWith(new Diagnostics(), folder), 'offline'));
      }
      await checkStages(options, contextWith(diagnostics, folder));
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      // Of a file with errors it can't be said which others it names.
      if (diagnostics.all.length === 0) await readApp(options, contextWith(diagnostics, folder), 'offline').catch(() => {});
    }
    return diagnostics.all.length === 0 ? '' : renderDiagnostics(diagnostics.all, diagnostics.source, { color: false });
  }

  /** The code and sites that an app names and its page does not show. */
  function makeUp({ expansion: { assets, publish } }: App): void {
    for (const asset of assets) {
      if (asset.kind !== 'node') continue;
      const dot = asset.handler.lastIndexOf('.');
      const file = `${asset.handler.slice(0, dot)}.ts`;
      if (!existsSync(join(folder, file))) write(file, `export const ${asset.handler.slice(dot + 1)} = async () => 'made up';\n`);
    }
    for (const { source } of publish) mkdirSync(join(folder, source), { recursive: true });
  }

  function write(name: string, text: string): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

function contextWith(diagnostics: Diagnostics, workingDirectory: string): Context {
  return {
    diagnostics,
    emit: () => {},
    confirm: async () => false,
    clock: { now: () => 0, sleep: async () => {} },
    environment: {},
    workingDirectory,
    interrupted: new AbortController().signal,
    ci: false,
  };
}

/** What is wrong with a command line; words in capitals, brackets and `…` stand for what a person puts there. */
function misunderstood(line: string): string | undefined {
  const [, words = ''] = /^(?:[A-Z_]+=\S+ |npx )*proj ([a-z][^#>|&]*)/.exec(line.trim()) ?? [];
  const argv = words
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '' && !/[[\]…<]/.test(word))
    .flatMap((word) => word.split('|')[0] ?? []);
  if (argv.length === 0) return undefined;
  const parsed = parseCommandLine(argv);
  // In a text a flag may stand without its value.
  return parsed.kind === 'wrong' && !parsed.message.endsWith('needs a value') ? parsed.message : undefined;
}
