/** Every case beside a construct, and those of this folder: `x.yml` expands to `x.expected.json`. UPDATE_GOLDEN=1 rewrites. */
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { checkTemplate } from '../../src/aws-schemas/check.ts';
import { loadResourceTypes } from '../../src/aws-schemas/index.ts';
import type { Expansion } from '../../src/core/stages.ts';
import { expandFile } from './expand-text.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = [
  join(root, 'test/expand/cases'),
  ...readdirSync(join(root, 'src/expand/constructs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, 'src/expand/constructs', entry.name, 'cases')),
];
const cases = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name)),
);

describe('golden expansions', () => {
  for (const file of [...cases, join(root, 'examples/notes/app.yml')]) {
    const name = relative(root, file);
    const golden = file.includes('examples')
      ? join(root, 'test/expand/cases/notes-example.expected.json')
      : file.replace(/\.yml$/, '.expected.json');

    it(`${name} expands as written down`, async () => {
      const text = `${JSON.stringify(visible(await expansionOf(file)), undefined, 2)}\n`;
      if (process.env.UPDATE_GOLDEN) {
        if (process.env.CI) throw new Error('goldens are not rewritten in CI');
        await writeFile(golden, text);
      }
      expect(text).to.equal(await readFile(golden, 'utf8'));
    });

    it(`${name} is right by AWS's schemas`, async () => {
      for (const { template } of (await expansionOf(file)).stacks) {
        const types = await loadResourceTypes(Object.values(template.Resources).map(({ Type }) => Type));
        expect(checkTemplate(template, types, { placeholders: ['asset'] })).to.deep.equal([]);
      }
    });
  }

  it('there is one for each construct, and no expected file without its case', () => {
    for (const folder of folders) {
      const names = readdirSync(folder);
      expect(
        names.filter((name) => name.endsWith('.yml')),
        folder,
      ).not.to.be.empty;
      const orphans = names.filter((name) => name.endsWith('.expected.json') && !names.includes(name.replace('.expected.json', '.yml')));
      expect(orphans.filter((name) => name !== basename('notes-example.expected.json'))).to.deep.equal([]);
    }
  });
});

async function expansionOf(file: string): Promise<Expansion> {
  const { expansion, problems } = await expandFile(file);
  expect(problems.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([]);
  if (!expansion) throw new Error('no expansion');
  return expansion;
}

/** Without places in the file. */
function visible({ stacks, assets, publish }: Expansion) {
  return {
    stacks: stacks.map(({ origins: _origins, path: _path, ...rest }) => rest),
    assets: assets.map(({ path: _path, ...rest }) => rest),
    publish: publish.map(({ path: _path, ...rest }) => rest),
  };
}
