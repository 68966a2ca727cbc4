import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { configOf, inFolder, loadFrom, loadText, ping, placesOf } from './project.ts';

const HOUSE = 'defaults: { function: { memory: 256, tracing: false }, logRetention: 7 }\ntags: { owner: acme, team: none }\n';

describe('extends', () => {
  it('takes defaults and tags of a file, below those of the app', async () => {
    const app = ping('', 'extends: house.yml\ntags: { team: notes }\ndefaults: { function: { memory: 512 } }\n');
    const config = await configOf(app, {}, { 'house.yml': HOUSE });
    expect(config.tags).to.deep.equal({ owner: 'acme', team: 'notes' });
    expect(config.defaults).to.deep.include({ function: { memory: 512, tracing: false }, logRetention: 7 });
  });

  it('lets the app remove by `null`', async () => {
    const app = ping('', 'extends: house.yml\ntags: { owner: null }\ndefaults: { function: null }\n');
    const config = await configOf(app, {}, { 'house.yml': HOUSE });
    expect(config.tags).to.deep.equal({ team: 'none' });
    expect(config.defaults).to.deep.equal({ logRetention: 7 });
  });

  it('lays its stages below those of the app, pattern by pattern', async () => {
    const house =
      'stages:\n  prod: { removalPolicy: retain, tags: { level: house, house: "yes" } }\n  "*": { tags: { level: any, any: "yes" } }\n';
    const app = ping(
      '',
      'extends: ./house.yml\nstages:\n  p*: { tags: { level: p } }\n  prod: { tags: { app: "yes" }, stacks: { extra: null } }\n',
    ).concat('  extra: { constructs: { More: { type: Function, handler: src/more.main } } }\n');
    const prod = await configOf(app, { stage: 'prod' }, { 'house.yml': house });
    expect(prod.tags).to.deep.equal({ level: 'house', house: 'yes', any: 'yes', app: 'yes' });
    expect(prod.removalPolicy).to.equal('retain');
    expect(prod.stacks.map(({ id }) => id)).to.deep.equal(['core']);
    expect((await configOf(app, { stage: 'pqr' }, { 'house.yml': house })).tags).to.deep.equal({ level: 'p', any: 'yes' });
  });

  it('counts its stages as declared', async () => {
    const app = ping('', 'extends: house.yml\nstageNames: declared\n');
    const files = { 'house.yml': 'stages: { prod: {} }\n' };
    expect((await loadText(app, { stage: 'prod' }, files)).problems).to.deep.equal([]);
    expect(await placesOf(app, { stage: 'qa' }, files)).to.have.lengthOf(1);
  });

  it('takes what the house rules extend themselves, the most general first', async () => {
    const files = {
      'rules/house.yml': 'extends: ./base.json\ntags: { b: house, c: house }\n',
      'rules/base.json': '{ "tags": { "a": "base", "b": "base", "c": "base" } }',
    };
    const config = await configOf(ping('', 'extends: rules/house.yml\ntags: { c: app }\n'), {}, files);
    expect(config.tags).to.deep.equal({ a: 'base', b: 'house', c: 'app' });
  });

  it('keeps file and line of what it takes', async () => {
    const app = ping('', 'extends: house.yml\n');
    expect(await placesOf(app, {}, { 'house.yml': 'defaults:\n  function:\n    memroy: 256\n' })).to.deep.equal(['E2001 house.yml:3:5']);
    expect(await placesOf(app, {}, { 'house.yml': 'stages:\n  prod:\n    protct: true\n' })).to.deep.equal(['E2001 house.yml:3:5']);
    expect(await placesOf(app, { stage: 'prod' }, { 'house.yml': 'stages:\n  prod:\n    tags: { a: [] }\n' })).to.deep.equal([
      'E2003 house.yml:3:16',
    ]);
  });

  it('finds a package as Node.js does, by what an app is found by, or by a path in it', async () => {
    const files = {
      'node_modules/@acme/house/package.json': '{\n  "name": "@acme/house",\n  "proj": { "tags": { "from": "key" } }\n}',
      'node_modules/@acme/house/strict.yml': 'extends: ./more/base.yml\ntags: { from: strict }\n',
      'node_modules/@acme/house/more/base.yml': 'extends: plain\ntags: { base: "yes" }\n',
      'node_modules/plain/package.json': '{}',
      'node_modules/plain/app.yml': 'tags: { from: app, plain: "yes" }\n',
    };
    expect((await configOf(ping('', "extends: '@acme/house'\n"), {}, files)).tags).to.deep.equal({ from: 'key' });
    expect((await configOf(ping('', 'extends: plain\n'), {}, files)).tags).to.deep.equal({ from: 'app', plain: 'yes' });
    expect((await configOf(ping('', "extends: '@acme/house/strict.yml'\n"), {}, files)).tags).to.deep.equal({
      from: 'strict',
      base: 'yes',
      plain: 'yes',
    });
  });

  it('finds a package above the project, and one that is linked, but leaves neither', async () => {
    const files = {
      'node_modules/up/package.json': '{}',
      'node_modules/up/app.yml': 'tags: { from: up }\n',
      'node_modules/up/out.yml': 'extends: ../../secret.yml\n',
      'secret.yml': 'tags: { secret: "yes" }\n',
      'packages/rules/package.json': '{ "proj": { "tags": { "from": "linked" } } }',
      'packages/app/package.json': '{}',
      'packages/app/app.yml': '',
    };
    await inFolder(files, async (folder) => {
      const app = join(folder, 'packages/app');
      mkdirSync(join(app, 'node_modules'));
      symlinkSync(join(folder, 'packages/rules'), join(app, 'node_modules/rules'));
      symlinkSync(join(folder, 'secret.yml'), join(folder, 'node_modules/up/linked.yml'));
      const loadExtending = (name: string) => {
        writeFileSync(join(app, 'app.yml'), ping('', `extends: ${name}\n`));
        return loadFrom(app);
      };
      expect((await loadExtending('up')).config?.tags).to.deep.equal({ from: 'up' });
      expect((await loadExtending('rules')).config?.tags).to.deep.equal({ from: 'linked' });
      for (const name of ["'up/./../../secret.yml'", './node_modules/../../../secret.yml', '../../secret.yml']) {
        expect(
          (await loadExtending(name)).problems.map(({ code }) => code),
          name,
        ).to.deep.equal(['E1019']);
      }
      writeFileSync(join(folder, 'node_modules/up/app.yml'), 'extends: ./out.yml\n');
      expect((await loadExtending('up')).problems.map(({ code, span }) => `${code} ${span?.file}`)).to.deep.equal([
        'E1019 ../../node_modules/up/out.yml',
      ]);
      writeFileSync(join(folder, 'node_modules/up/app.yml'), 'extends: ./linked.yml\n');
      expect((await loadExtending('up')).problems.map(({ code, span }) => `${code} ${span?.file}`)).to.deep.equal([
        'E1019 ../../node_modules/up/app.yml',
      ]);
    });
  });

  it('reports what house rules can’t say', async () => {
    const app = ping('', 'extends: house.yml\n');
    expect(await placesOf(app, {}, { 'house.yml': 'app: house\nstacks: {}\n' })).to.deep.equal([
      'E2001 house.yml:1:1',
      'E2001 house.yml:2:1',
    ]);
    expect(await placesOf(app, {}, { 'house.yml': 'tags: [a]\nextends: 3\n' })).to.deep.equal([
      'E2003 house.yml:1:7',
      'E2003 house.yml:2:10',
    ]);
  });

  it('reports a circle, a missing file, a missing package, a variable', async () => {
    const app = (name: string) => ping('', `extends: ${name}\n`);
    expect(await placesOf(app('a.yml'), {}, { 'a.yml': 'extends: b.yml', 'b.yml': 'extends: a.yml' })).to.deep.equal(['E1026 b.yml:1:10']);
    expect(await placesOf(app('./app.yml'))).to.deep.equal(['E1026 app.yml:2:10']);
    expect(await placesOf(app('a.yml'))).to.deep.equal(['E1002 app.yml:2:10']);
    expect(await placesOf(app('house-rules'))).to.deep.equal(['E1027 app.yml:2:10']);
    expect(await placesOf(app('"../../x"'))).to.deep.equal(['E1019 app.yml:2:10']);
    expect(await placesOf(app('"${stage}.yml"'))).to.deep.equal(['E1022 app.yml:2:10']);
    expect(await placesOf(app('[a.yml]'))).to.deep.equal(['E2003 app.yml:2:10']);
  });
});

describe('requires', () => {
  it('refuses every other version of proj, before anything else is looked at', async () => {
    expect(await placesOf(ping('', 'requires: ^99\nunknown: key\ninclude: missing.yml\n'))).to.deep.equal(['E1029 app.yml:2:11']);
    expect(await placesOf(ping('', 'requires: ">=0.0.1"\n'))).to.deep.equal([]);
    expect(await placesOf(ping('', 'requires: 99\n'))).to.deep.equal(['E1029 app.yml:2:11']);
  });

  it('must be a range', async () => {
    expect(await placesOf(ping('', 'requires: the newest\n'))).to.deep.equal(['E1028 app.yml:2:11']);
    expect(await placesOf(ping('', 'requires: "${env:X}"\n'))).to.deep.equal(['E1022 app.yml:2:11']);
    expect(await placesOf(ping('', 'requires: [1]\n'))).to.deep.equal(['E2003 app.yml:2:11']);
  });
});

describe('several app files', () => {
  it('are told of where one lies beside that which is read, unless the flag names it', async () => {
    const files = { 'app.json': '{ "app": "b", "stacks": {} }', 'package.json': '{ "proj": { "stacks": {} } }' };
    expect(await placesOf(ping(), {}, files)).to.deep.equal(['E1025', 'E1025']);
    expect(await placesOf(ping(), { file: 'app.yml' }, files)).to.deep.equal([]);
  });

  it('may be those of other tools', async () => {
    expect(
      await placesOf(ping(), {}, { 'app.json': '{ "expo": { "name": "stacks" } }', 'app.yaml': 'runtime: nodejs\n# stacks\n' }),
    ).to.deep.equal([]);
  });
});
