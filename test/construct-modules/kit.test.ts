import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import * as kit from '../../src/construct-modules/kit/index.ts';

const repository = resolve(import.meta.dirname, '../..');

describe('projctl/construct', () => {
  it('exports what its types declare, and nothing else', () => {
    const types = readFileSync(join(repository, 'src/construct-modules/kit/index.d.ts'), 'utf8');
    const declared = [...types.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
    expect(Object.keys(kit).sort()).to.deep.equal(declared.sort());
  });

  it('has types by which the example of the documentation is right', () => {
    const page = readFileSync(join(repository, 'docs/custom-constructs.md'), 'utf8');
    const [, example = ''] = /```ts file\n(\/\/ constructs\/uploads\.ts\n[\s\S]*?)```/.exec(page) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'proj-kit-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(repository, join(folder, 'node_modules/projctl'));
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'uploads.ts'), example);
      const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'uploads.ts'];
      execFileSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), ...options], { cwd: folder, encoding: 'utf8' });
    } catch (error) {
      expect.fail((error as { stdout?: string }).stdout ?? String(error));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
