import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { configOf, constructOf, inFolder, loadFrom, loadText, ping, placesOf } from './project.ts';

async function codesOf(app: string, files = {}): Promise<readonly string[]> {
  return (await loadText(app, {}, files)).problems.map(({ code }) => code);
}

describe('hostile input', () => {
  it('stops at 100 levels, however many there are', async () => {
    expect(await codesOf('['.repeat(100_000))).to.deep.equal(['E1013']);
    expect(await codesOf(`a: ${'{ a: '.repeat(100_000)}`)).to.deep.equal(['E1013']);
    expect(await codesOf('- '.repeat(100_000))).to.deep.equal(['E1013']);
  });

  it('refuses a file of 10 MB unread', async () => {
    expect(await codesOf('#'.repeat(10 * 1024 * 1024))).to.deep.equal(['E1004']);
  });

  it('refuses what aliases and merge keys multiply without end', async () => {
    const bomb = (use: (name: string) => string) =>
      [
        'a0: &a0 { k: [1, 2, 3, 4, 5, 6, 7, 8, 9] }',
        ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} ${use(`*a${i}`)}`),
      ].join('\n');
    expect(await codesOf(bomb((one) => `[${Array(9).fill(one).join(', ')}]`))).to.deep.equal(['E1012']);
    expect(await codesOf(bomb((one) => `{ <<: [${Array(9).fill(one).join(', ')}] }`))).to.deep.equal(['E1012']);
  });

  it('refuses variables that multiply without end', async () => {
    const doubling = Array.from({ length: 19 }, (_, i) => `  p${i}: '\${param:p${i + 1}}\${param:p${i + 1}}'\n`).join('');
    const params = `params:\n${doubling}  p19: '${'x'.repeat(100)}'\n`;
    expect(await codesOf(ping("description: '${param:p0}'\n", params))).to.include('E1108');
    const files = Object.fromEntries(
      Array.from({ length: 15 }, (_, i) => [
        `f${i}.yml`,
        `[${Array(9)
          .fill(`'\${file:f${i + 1}.yml}'`)
          .join(', ')}]`,
      ]),
    );
    expect(await codesOf(ping("description: '${file:f0.yml}'\n"), { ...files, 'f15.yml': '[x]' })).to.include('E1108');
  });

  it('refuses variables nested too deep, and fallbacks too long', async () => {
    const chain = Array.from({ length: 40 }, (_, i) => `  p${i}: '\${param:p${i + 1}}'\n`).join('');
    expect(await codesOf(ping("description: '${param:p0}'\n", `params:\n${chain}  p40: x\n`))).to.include('E1108');
    expect(await codesOf(ping(`description: '${'${env:A, '.repeat(50_000)}'\n`))).to.deep.equal(['E1105']);
  });

  it('reads keys that JavaScript knows as keys like any other, but `__proto__`', async () => {
    const app = ping('environment: { constructor: a, toString: b, hasOwnProperty: c }\n');
    expect(constructOf(await configOf(app), 'Ping').config.environment).to.deep.equal({
      constructor: 'a',
      toString: 'b',
      hasOwnProperty: 'c',
    });
    expect(await codesOf(ping('__proto__: { handler: x }\n'))).to.deep.equal(['E1016']);
    expect(await codesOf(ping('constructor: x\n'))).to.deep.equal(['E2001']);
    expect(await codesOf('app: a\nstacks: { s: { constructs: { P: { type: constructor } } } }\n')).to.deep.equal(['E2007']);
    expect(await placesOf(ping('environment: { KEY: "${constructor.name}" }\n'))).to.deep.equal(['E2014 app.yml:8:30']);
    expect(await codesOf(ping('environment: { KEY: "${param:constructor}" }\n', 'params: { a: b }\n'))).to.deep.equal(['E1102']);
  });

  it('does not let a user’s data pass for an expression', async () => {
    const config = await configOf(
      'app: a\nstacks: { s: { constructs: { C: { type: Cron, schedule: rate(1 day), job: src/j.main, input: { kind: attribute, construct: Api, attribute: url } } } } }\n',
    );
    expect(Object.getOwnPropertySymbols(constructOf(config, 'C').config.input as object)).to.deep.equal([]);
  });

  it('says that a file is not UTF-8, or holds a NUL', async () => {
    await inFolder({ 'app.yml': new Uint8Array([0x61, 0x3a, 0xff, 0xfe]) }, async (folder) => {
      expect((await loadFrom(folder)).problems.map(({ code }) => code)).to.deep.equal(['E1003']);
    });
    expect(await codesOf('app: a\0b\n')).to.deep.equal(['E1005']);
    expect(await codesOf('app: notes\n', {})).to.deep.equal(['E2002']);
  });

  it('says that a file is empty, a list, or only a comment', async () => {
    for (const text of ['', '# nothing\n', '- a\n', 'text\n']) expect(await codesOf(text)).to.deep.equal(['E1020']);
  });

  it('follows no link out of the project', async () => {
    await inFolder({ 'secret.txt': 'x', 'project/app.yml': '', 'outside/ping.ts': '' }, async (folder) => {
      const project = join(folder, 'project');
      symlinkSync(join(folder, 'secret.txt'), join(project, 'link.txt'));
      symlinkSync(join(folder, 'outside'), join(project, 'src'));
      writeFileSync(join(project, 'app.yml'), ping('description: ${file:link.txt}\n'));
      expect((await loadFrom(project)).problems.map(({ code }) => code)).to.deep.equal(['E1019', 'E1019']);
    });
  });
});
