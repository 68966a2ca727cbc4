import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';
import { commands } from '../../src/commands/table.ts';

const repository = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const readme = read('README.md');

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** As GitHub makes them: lower case, punctuation dropped, spaces to hyphens. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('documentation', () => {
  for (const page of pages) {
    it(`${page} has no link that leads nowhere`, () => {
      const text = read(page).replace(/```[\s\S]*?```/g, '');
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : relative(repository, resolve(repository, dirname(page), path));
        expect(existsSync(join(repository, file)), `${target} in ${page}`).to.equal(true);
        if (anchor !== undefined) expect(anchors(read(file)), `${target} in ${page}`).to.include(anchor);
      }
    });
  }

  it('shows the app file of the example in the README', () => {
    const shown = /```yaml\n# app\.yml\n([\s\S]*?)```/.exec(readme)?.[1];
    expect(shown).to.equal(read('examples/notes/app.yml').replace(/^# yaml-language-server:.*\n/, ''));
  });

  it('names every command in the README, and no other', () => {
    const section = /\n## Commands\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
    const cells = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell);
    const named = cells.flatMap((cell) => [...cell.matchAll(/`(?:proj )?([a-z]+)/g)].map(([, name]) => name));
    expect(named).to.have.members(commands.map(({ name }) => name));
  });
});
