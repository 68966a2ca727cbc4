/** What is known of a file's exports without bundling it, and what stays unknown: only the first may lead to an error. */
import { symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exportReader } from '../../src/deploy/assembly/exports.ts';
import { type Project, project } from './project.ts';

describe('the exports of a source file', () => {
  let app: Project | undefined;
  afterEach(() => app?.remove());

  function exportsOf(text: string, more: Readonly<Record<string, string>> = {}, file = 'src/list.ts'): readonly string[] | undefined {
    app?.remove();
    app = project({ ...more, [file]: text });
    return exportReader(app.root)(file);
  }

  const known: Readonly<Record<string, readonly string[]>> = {
    'export async function main() {}': ['main'],
    'export const main: Handler = async (event) => event satisfies Event, other = 1;': ['main', 'other'],
    'export const { a, b: { c }, ...rest } = all();': ['a', 'c', 'rest'],
    'function main() {}\nexport { main as handler, type Event };': ['handler'],
    'export { handler as main } from "./other";': ['main'],
    'import * as all from "./other";\nexport { all as main };': ['main'],
    'export default async (event: Event) => event;': ['default'],
    'export type main = { a: `${string}-x` };\nexport interface Event { main: string }\nexport enum Kind { A }': ['Kind'],
    '@log() export class Main { @log() run() {} }': ['Main'],
    'export abstract class Main {}\nexport declare const main: string;': ['Main'],
    'export function main<T extends { a: 1 }>(a: T): T { return (a.x! / 2) + (a.y / 3); }\nexport const after = <T,>(a: T) => a;': [
      'main',
      'after',
    ],
    'export const text = "export const main = 1"; // export const other = 1': ['text'],
    'const main = () => {};': [],
    '\uFEFFexport const main = 1;': ['main'],
  };
  for (const [text, names] of Object.entries(known)) {
    it(`are ${names.join(', ') || 'none'} of \`${text.replaceAll('\n', ' ')}\``, () => {
      expect(exportsOf(text)).to.deep.equal(names);
    });
  }

  it('are those put on CommonJS `exports` by name or as one plain object', () => {
    expect(exportsOf('"use strict";\nexports.a = exports.b = () => {};\nmodule.exports.c = 1;', {}, 'src/list.js')).to.deep.equal([
      'a',
      'b',
      'c',
    ]);
    expect(exportsOf('module.exports = { main, other: second, };', {}, 'src/list.cjs')).to.deep.equal(['main', 'other']);
  });

  const unknown: Readonly<Record<string, string>> = {
    'an object that is made elsewhere': 'module.exports = handlers();',
    'a spread': 'module.exports = { ...handlers, main };',
    'names that are computed': 'exports.main = 1;\nfor (const name of names) exports[name] = 1;',
    'exports given away': 'exports.main = 1;\nObject.assign(module.exports, handlers);',
    'a module given away': 'exports.main = 1;\nregister(module);',
    "TypeScript's `export =`": 'export = handlers;',
    "TypeScript's `export import`": 'export import main = require("./other");\nexport const b = 1;',
    'all of a package': 'export * from "handlers";\nexport const other = 1;',
    'all of a file that is not there': 'export * from "./missing";',
    'what is no code': 'export const a = `;',
  };
  for (const [what, text] of Object.entries(unknown)) {
    it(`are unknown with ${what}`, () => {
      expect(exportsOf(text)).to.equal(undefined);
    });
  }

  it('are unknown where text stands between tags', () => {
    expect(exportsOf('export const page = <p>main</p>;', {}, 'src/page.tsx')).to.equal(undefined);
  });

  it('include those of relative files that are exported whole, but not their default', () => {
    const more = {
      'src/lib/more.mts': 'export * from "../list.js";\nexport const c = 1;\nexport default c;',
      'src/b.ts': 'export const b = 1;\nexport type d = string;',
    };
    expect(exportsOf('export * from "./b";\nexport * from "./lib/more.mjs";\nexport const a = 1;', more)).to.have.members(['a', 'b', 'c']);
  });

  it('are unknown where a file of them is outside the project', () => {
    const outside = project({ 'other.ts': 'export const main = 1;' });
    try {
      expect(exportsOf(`export * from "../../${outside.root.slice(tmpdir().length + 1)}/other.ts";`)).to.equal(undefined);
      app = project({ 'src/list.ts': 'export * from "./link.ts";' });
      symlinkSync(join(outside.root, 'other.ts'), join(app.root, 'src/link.ts'));
      expect(exportReader(app.root)('src/list.ts')).to.equal(undefined);
    } finally {
      outside.remove();
    }
  });
});
