import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { configOf, constructOf, inFolder, loadFrom, ping, placesOf, stackOf } from './project.ts';

const notes = readFileSync(new URL('../../examples/notes/app.yml', import.meta.url), 'utf8');

describe('load', () => {
  it('reads the notes app: stacks and constructs by id, long forms, defaults filled in', async () => {
    const config = await configOf(notes);
    expect(config).to.include({ version: 1, app: 'notes', stage: 'dev', region: 'us-east-1', protect: false, removalPolicy: 'retain' });
    expect(config.stacks.map(({ id, name }) => [id, name])).to.deep.equal([
      ['core', 'dev-notes-core'],
      ['digest', 'dev-notes-digest'],
      ['web', 'dev-notes-web'],
    ]);
    expect(stackOf(config, 'core').constructs.map(({ id, type }) => `${type} ${id}`)).to.deep.equal(['Api Api', 'Table Notes']);
    expect(constructOf(config, 'Api').config.routes).to.deep.equal({
      'GET /notes': { handler: 'src/list.main' },
      'POST /notes': { handler: 'src/create.main' },
    });
    expect(constructOf(config, 'Api').config.bind).to.deep.equal([{ Notes: 'readwrite' }]);
    expect(constructOf(config, 'Notes').config.globalIndexes).to.deep.equal({});
    expect(constructOf(config, 'Digest').config).to.include({ timezone: 'UTC', enabled: true });
  });

  it('gives frozen data', async () => {
    const config = await configOf(notes);
    expect(config).to.be.frozen;
    expect(constructOf(config, 'Api').config.routes).to.be.frozen;
  });

  it('gives equal data whatever the order of keys and whatever the comments', async () => {
    const [first, second] = await Promise.all([
      configOf('app: notes\nstacks:\n  a: { constructs: { P: { type: Function, handler: src/p.main } } }\n  b: { description: x }\n'),
      configOf(
        '# c\nstacks:\n  b: { description: x }\n\n  a: { constructs: { P: { handler: src/p.main, type: Function } } }\napp: notes\n',
      ),
    ]);
    const data = ({ stacks, tags, app }: typeof first) => JSON.stringify({ stacks, tags, app });
    const sorted = (text: string) => [...text].sort().join('');
    expect(sorted(data(first))).to.equal(sorted(data(second)));
    expect(first.stacks.map(({ id }) => id)).to.deep.equal(second.stacks.map(({ id }) => id));
  });

  it('finds the line of a value and of a key, and of the parent of a default', async () => {
    const { source } = await configOf(notes);
    const lineOf = (path: readonly string[], part?: 'value') => source.locate(path, part)?.start;
    const text = notes.split('\n');
    const line = (needle: string) => text.findIndex((one) => one.includes(needle)) + 1;
    const schedule = ['stacks', 'digest', 'constructs', 'Digest', 'schedule'];
    expect(lineOf(schedule)).to.deep.equal({ line: line('schedule:'), column: 9 });
    expect(lineOf(schedule, 'value')).to.deep.equal({ line: line('schedule:'), column: 19 });
    expect(lineOf([...schedule.slice(0, -1), 'timezone'])).to.deep.equal({ line: line('Digest:'), column: 7 });
  });

  it('reads quantities, and numbers where a text is wanted as they are written', async () => {
    const config = await configOf(
      ping('memory: 2 GB\ntimeout: 5 minutes\nlogRetention: 90 days\nenvironment: { VERSION: 1.10, DEBUG: true }\n'),
    );
    expect(constructOf(config, 'Ping').config).to.deep.include({
      memory: 2048,
      timeout: 300,
      logRetention: 90,
      environment: { VERSION: '1.10', DEBUG: 'true' },
    });
  });

  it('reads an account quoted or not, with its leading zero', async () => {
    expect((await configOf(ping('', 'account: 012345678901\n'))).account).to.equal('012345678901');
    expect((await configOf(ping('', "account: '123456789012'\n"))).account).to.equal('123456789012');
  });

  it('makes paths relative to the root', async () => {
    const config = await configOf('app: a\nstacks: { s: { constructs: { P: { type: Function, handler: /src/./x/../ping.main } } } }\n');
    expect(constructOf(config, 'P').config.handler).to.equal('src/ping.main');
  });

  it('merges a YAML anchor by `<<`, a map’s own keys first', async () => {
    const config = await configOf(ping('<<: *base\ntimeout: 3\n', 'defaults: { function: &base { memory: 256, timeout: 9 } }\n'));
    expect(constructOf(config, 'Ping').config).to.include({ memory: 256, timeout: 3 });
  });

  it('reports all problems at once, in the order of the file', async () => {
    expect(await placesOf(ping('timeuot: 3\nmemory: lots\n', 'region: nowhere\n'))).to.deep.equal([
      'E2019 app.yml:2:9',
      'E2001 app.yml:9:9',
      'E2010 app.yml:10:17',
    ]);
  });

  it('reads JSON, indented with tabs, with the lines of its problems', async () => {
    const json = JSON.stringify(
      { app: 'notes', stacks: { core: { constructs: { Ping: { type: 'Function', handler: 'src/ping.main', x: 1 } } } } },
      null,
      '\t',
    );
    await inFolder({ 'app.json': json }, async (folder) => {
      const { problems } = await loadFrom(folder);
      expect(problems.map(({ code, span }) => [code, span?.file, span?.start.line])).to.deep.equal([['E2001', 'app.json', 9]]);
    });
  });

  it('keeps a foreign `${…}` in the places that are others’', async () => {
    const app =
      'app: a\nstacks: { s: { constructs: { S: { type: StaticSite, path: web, build: { command: "echo ${HOME} ${stage} $${x}", output: . } } } } }\n';
    expect(constructOf(await configOf(app), 'S').config.build).to.deep.equal({ command: 'echo ${HOME} dev ${x}', output: '.' });
  });
});
