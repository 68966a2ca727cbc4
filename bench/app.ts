/** Writes an app of N functions: each has a file of its own, eight modules of a shared library, and a package. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So that no stack nears CloudFormation's 500 resources. */
const FUNCTIONS_PER_STACK = 50;
const MODULES = 8;
const FUNCTIONS_PER_MODULE = 20;

export function writeApp(root: string, functions: number): void {
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
  writeFileSync(join(root, 'app.yml'), appFile(functions));
}

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

function appFile(functions: number): string {
  const lines = ['version: 1', 'app: bench', 'region: us-east-1', '', 'stacks:'];
  for (let index = 0; index < functions; index++) {
    if (index % FUNCTIONS_PER_STACK === 0) lines.push(`  stack${index / FUNCTIONS_PER_STACK}:`, '    constructs:');
    lines.push(`      Function${index}:`, '        type: Function', `        handler: src/${handlerName(index)}.main`);
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
