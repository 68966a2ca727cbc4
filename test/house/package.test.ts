import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');

describe('the published package', () => {
  it('depends on the packages that it asks for at run time, and on no other', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const text = readdirSync(dist)
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(dist, name), 'utf8'))
      .join('\n');
    const asked = [
      ...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\w+\()\s*["'`]((?:@[a-z][\w-]*\/)?[a-z][\w.-]*)(?:\/[\w./-]*)?["'`]/g),
    ].map(([, name = '']) => name);
    for (const name of Object.keys(dependencies)) expect(asked).to.include(name);
    // Everything else in node_modules is there for building and testing only.
    const installed = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies);
    const imported = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*["']((?:@[a-z][\w-]*\/)?[a-z][\w.-]*)[^"']*["']/g)].map(
      ([, name = '']) => name,
    );
    expect(imported.filter((name) => !isBuiltin(name) && installed.includes(name))).to.deep.equal([]);
  });

  it('carries the licences of the packages that are bundled into it', () => {
    const licences = readFileSync(join(dist, 'third-party-licences.txt'), 'utf8');
    expect(licences)
      .to.match(/^js-yaml \S+ \(MIT\)\n\n.*Permission is hereby granted/ms)
      .and.to.match(/^@aws-sdk\/client-s3 \S+ \(Apache-2\.0\)$/m);
  });
});
