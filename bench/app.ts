/** Writes an app of N functions: each has a file of its own, eight modules of a shared library, and a package. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So that no stack nears CloudFormation's 500 resources. */
const FUNCTIONS_PER_STACK = 50;
const MODULES = 8;
const FUNCTIONS_PER_MODULE = 20;

/** `included`: the stacks are in that many files; 0 = in the app file. */
export function writeApp(root: string, functions: number, included = 0): void {
  rmSync(root, { recursive: true, force: true });
  for (const folder of ['src/lib', 'node_modules/tiny-id']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"name":"bench","private":true,"type":"module","dependencies":{"tiny-id":"1.0.0"}}\n');
  writeFileSync(join(root, 'node_modules/tiny-id/package.json'), '{"name":"tiny-id","version":"1.0.0","main":"index.js"}\n');
  writeFileSync(
    join(root, 'node_modules/tiny-id/index.js'),
    `'use strict';\nexports.id = function id(length) {\n  let text = '';\n  while (text.length < length) text += Math.random().toString(36).slice(2);\n  return text.slice(0, length);\n};\n`,
  );
  for (let module = 0; module < MODULES; module++) writeFileSync(join(root, `src/lib/module${module}.ts`), libraryModule(module));
  for (let index = 0; index < functions; index++) writeFileSync(handlerFile(root, index), handler(index, 0));
  if (included === 0) {
    writeFileSync(join(root, 'app.yml'), `${HEAD}${stacksFile(0, functions, FUNCTIONS_PER_STACK, 'src/')}`);
    return;
  }
  writeFileSync(join(root, 'app.yml'), `${HEAD}include: stacks/*.yml\n`);
  mkdirSync(join(root, 'stacks'));
  const perFile = Math.ceil(functions / included);
  for (let from = 0; from < functions; from += perFile) {
    writeFileSync(join(root, `stacks/${from}.yml`), stacksFile(from, Math.min(functions, from + perFile), perFile, '../src/'));
  }
}

const HEAD = 'version: 1\napp: bench\nregion: us-east-1\n\n';

/** Another version of one function's source. */
export function changeHandler(root: string, index: number, version: number): void {
  writeFileSync(handlerFile(root, index), handler(index, version));
}

export function handlerFile(root: string, index: number): string {
  return join(root, `src/${handlerName(index)}.ts`);
}

function handlerName(index: number): string {
  return `handler${String(index).padStart(4, '0')}`;
}

function stacksFile(from: number, to: number, perStack: number, sources: string): string {
  const lines = ['stacks:'];
  for (let index = from; index < to; index++) {
    if (index % perStack === 0) lines.push(`  stack${index / perStack}:`, '    constructs:');
    lines.push(`      Function${index}:`, '        type: Function', `        handler: ${sources}${handlerName(index)}.main`);
    lines.push('        memory: 512', '        environment:', `          NAME: function ${index}`);
  }
  return `${lines.join('\n')}\n`;
}

function libraryModule(module: number): string {
  const functions = Array.from(
    { length: FUNCTIONS_PER_MODULE },
    (_, index) =>
      `export function step${module}_${index}(value: string): string {\n  const parts = value.split('-');\n  return parts.map((part, at) => part + at * ${index + 1}).join('/');\n}\n`,
  );
  return functions.join('\n');
}

function handler(index: number, version: number): string {
  const used = Array.from({ length: MODULES }, (_, module) => `step${module}_${(index + module) % FUNCTIONS_PER_MODULE}`);
  return [
    `import { id } from 'tiny-id';`,
    ...used.map((name, module) => `import { ${name} } from './lib/module${module}.ts';`),
    '',
    'export async function main(event: { body?: string }) {',
    `  const text = event.body ?? 'function ${index} version ${version}';`,
    `  const steps = [${used.map((name) => `${name}(text)`).join(', ')}];`,
    '  return { statusCode: 200, body: JSON.stringify({ id: id(12), steps }) };',
    '}',
    '',
  ].join('\n');
}
