import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { configOf, constructOf, inFolder, loadFrom, loadText, ping, placesOf } from './project.ts';

const stack = (id: string, construct: string, keys = '') =>
  `stacks:\n  ${id}:\n    constructs:\n      ${construct}:\n        type: Function\n        handler: ${id}.main\n${keys}`;

describe('include', () => {
  it('takes the stacks of files and of all files that match a pattern, each once', async () => {
    const app = ping('', 'include: [stacks/a.yml, "stacks/*.yml", "more/**/*.json"]\n');
    const config = await configOf(
      app,
      {},
      {
        'stacks/a.yml': stack('a', 'A'),
        'stacks/b.yml': stack('b', 'B'),
        'stacks/deep/c.yml': stack('c', 'C'),
        'more/d.json': '{ "stacks": { "d": { "constructs": { "D": { "type": "Function", "handler": "d.main" } } } } }',
        'more/x/y/e.json': '{ "stacks": { "e": {} } }',
        'more/node_modules/f.json': 'not looked at',
        'more/.hidden/f.json': 'not looked at',
      },
    );
    expect(config.stacks.map(({ id }) => id)).to.deep.equal(['a', 'b', 'core', 'd', 'e']);
  });

  it('takes one pattern without a list, and needs no stacks beside it', async () => {
    const config = await configOf('app: notes\ninclude: "{a,b}.yml"\n', {}, { 'a.yml': stack('a', 'A'), 'b.yml': stack('b', 'B') });
    expect(config.stacks.map(({ id }) => id)).to.deep.equal(['a', 'b']);
  });

  it('leaves the app file itself out of a pattern', async () => {
    const config = await configOf(ping('', 'include: "*.yml"\n'), {}, { 'a.yml': stack('a', 'A') });
    expect(config.stacks.map(({ id }) => id)).to.deep.equal(['a', 'core']);
  });

  it('takes paths relative to the file they stand in, from the root where they begin with `/`', async () => {
    const files = {
      'team/a.yml': stack('a', 'A', '        environment: { LIMITS: "${file:limits.yml#/a}", TOP: "${file:/limits.yml#/a}" }\n'),
      'team/b.yml': stack('b', 'B').replace('b.main', '../src/b.main'),
      'team/limits.yml': 'a: team',
      'limits.yml': 'a: top',
    };
    const config = await configOf(ping('', 'include: team/?.yml\n'), {}, files);
    expect(constructOf(config, 'A').config).to.include({ handler: 'team/a.main' });
    expect(constructOf(config, 'A').config.environment).to.deep.equal({ LIMITS: 'team', TOP: 'top' });
    expect(constructOf(config, 'B').config).to.include({ handler: 'src/b.main' });
    expect(constructOf(config, 'Ping').config).to.include({ handler: 'src/ping.main' });
  });

  it('keeps file and line of every value, of overrides in the app file too', async () => {
    const app = `app: notes\ninclude: a.yml\nstages:\n  dev:\n    stacks: { a: { constructs: { A: { timeout: 20 } } } }\n`;
    const config = await configOf(app, {}, { 'a.yml': stack('a', 'A', '        memory: 256\n') });
    const place = (key: string) => {
      const span = config.source.locate(['stacks', 'a', 'constructs', 'A', key]);
      return `${span?.file}:${span?.start.line}`;
    };
    expect([place('handler'), place('memory'), place('timeout')]).to.deep.equal(['a.yml:6', 'a.yml:7', 'app.yml:5']);
  });

  it('says a stack of two files at both', async () => {
    const { problems } = await loadText(ping('', 'include: [a.yml, b.yml]\n'), {}, { 'a.yml': stack('x', 'A'), 'b.yml': stack('x', 'B') });
    expect(problems.map(({ code, span, related }) => [code, span?.file, related?.[0]?.span?.file])).to.deep.equal([
      ['E1024', 'b.yml', 'a.yml'],
    ]);
  });

  it('says an id of two files at both', async () => {
    const { problems } = await loadText(ping('', 'include: a.yml\n'), {}, { 'a.yml': stack('x', 'Ping') });
    expect(problems.map(({ code, span, related }) => [code, span?.file, related?.[0]?.span?.file])).to.deep.equal([
      ['E2012', 'a.yml', 'app.yml'],
    ]);
  });

  it('reports what is no part of an included file, where it stands', async () => {
    const files = { 'a.yml': `region: us-east-1\ninclude: b.yml\n${stack('a', 'A')}` };
    expect(await placesOf(ping('', 'include: a.yml\n'), {}, files)).to.deep.equal(['E2001 a.yml:1:1', 'E2001 a.yml:2:1']);
  });

  it('reports a file that is missing, empty, no map or no YAML', async () => {
    const app = (file: string) => ping('', `include: ${file}\n`);
    expect(await placesOf(app('a.yml'))).to.deep.equal(['E1002 app.yml:2:10']);
    expect(await placesOf(app('a.yml'), {}, { 'a.yml': '# nothing\n' })).to.deep.equal(['E1020 a.yml:1:1']);
    expect(await placesOf(app('a.yml'), {}, { 'a.yml': '- a\n' })).to.deep.equal(['E1020 a.yml:1:1']);
    expect(await placesOf(app('a.yml'), {}, { 'a.yml': 'stacks: [\n' })).to.deep.equal(['E1005 a.yml:1:9']);
    expect(await placesOf(app('a.yml'), {}, { 'a.yml': 'stacks: []\n' })).to.deep.equal(['E2003 a.yml:1:9']);
    expect(await placesOf(app('a.yml'), {}, { 'a.yml/b': '' })).to.deep.equal(['E1002 app.yml:2:10']);
  });

  it('reports a pattern that matches nothing, a variable, and the app file itself', async () => {
    expect(await placesOf(ping('', 'include: stacks/*.yml\n'))).to.deep.equal(['E1021 app.yml:2:10']);
    expect(await placesOf(ping('', 'include: "${stage}.yml"\n'))).to.deep.equal(['E1022 app.yml:2:10']);
    expect(await placesOf(ping('', 'include: [./app.yml]\n'))).to.deep.equal(['E1023 app.yml:2:11']);
  });

  it('reports every file that it can’t have at once', async () => {
    expect(await placesOf(ping('', 'include:\n  - a.yml\n  - ../b.yml\n  - c/*.yml\n'))).to.deep.equal([
      'E1002 app.yml:3:5',
      'E1019 app.yml:4:5',
      'E1021 app.yml:5:5',
    ]);
  });

  it('leaves what is malformed to validation', async () => {
    expect(await placesOf(ping('', 'include: { a: b }\n'))).to.deep.equal(['E2003 app.yml:2:10']);
    expect(await placesOf(ping('', 'include: [3, a.yml]\n'), {}, { 'a.yml': 'stacks: {}' })).to.deep.equal(['E1002 app.yml:2:11']);
    expect(await placesOf(ping('', 'include: [a.yml, a.yml]\n'), {}, { 'a.yml': 'stacks: {}' })).to.deep.equal(['E2009 app.yml:2:18']);
  });

  it('never leaves the root, by `..` or by a link', async () => {
    await inFolder({ 'out/a.yml': stack('a', 'A'), 'in/app.yml': '', 'in/.git/HEAD': '' }, async (folder) => {
      symlinkSync(join(folder, 'out'), join(folder, 'in/linked'));
      symlinkSync(join(folder, 'out/a.yml'), join(folder, 'in/linked.yml'));
      const { writeFileSync } = await import('node:fs');
      for (const [include, code] of [
        ['../out/a.yml', 'E1019'],
        ['linked/a.yml', 'E1019'],
        ['linked.yml', 'E1019'],
        ["'linked*.yml'", 'E1019'],
        ["'linked/*.yml'", 'E1021'],
        ["'**/a.yml'", 'E1021'],
        ["'../out/*.yml'", 'E1019'],
      ]) {
        writeFileSync(join(folder, 'in/app.yml'), ping('', `include: ${include}\n`));
        const { problems } = await loadFrom(join(folder, 'in'));
        expect(
          problems.map((one) => one.code),
          include,
        ).to.deep.equal([code]);
      }
    });
  });
});
