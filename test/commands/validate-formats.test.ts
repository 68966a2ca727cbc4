import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';

const repository = resolve(import.meta.dirname, '../..');

const wrong = `app: notes
region: us-east-1
stages:
  prod: {}
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: src/hello.main, memroy: 512, when: { not: prodd } }
      Api:
        type: Api
        routes:
          GET /notes/{id}: src/hello.main
          GET /notes/{noteId}: src/hello.main
`;

describe('proj validate for machines', () => {
  let root: string;
  beforeEach(() => {
    // A repository with an app in a folder whose name needs escaping in a URI.
    root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-formats-')));
    mkdirSync(join(root, '.git'));
    write('my app/app.yml', wrong);
    write('my app/src/hello.ts', 'export const main = async () => ({});\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(name: string, text: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }

  function validate(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const { PATH, HOME } = process.env;
    return spawnSync(process.execPath, [join(repository, 'dist/main.js'), 'validate', ...words], {
      cwd: join(root, 'my app'),
      encoding: 'utf8',
      env: { PATH, HOME, ...environment },
    });
  }

  describe('--format sarif', () => {
    // It says draft 4, of which it uses nothing that later drafts lack but the name of `$id`.
    const {
      $schema: _draft,
      id: _id,
      ...schema
    } = JSON.parse(readFileSync(join(repository, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
    const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

    function sarif(words: readonly string[] = []) {
      const { status, stdout, stderr } = validate(['--format', 'sarif', ...words]);
      const log = JSON.parse(stdout);
      isSarif(log);
      expect(isSarif.errors).to.equal(null);
      expect(stderr).to.equal('');
      return { status, run: log.runs[0] };
    }

    it('is a log by the official schema, with each problem at its place below the root of the repository', () => {
      const { status, run } = sarif();
      expect(status).to.equal(1);
      expect(run.invocations).to.deep.equal([{ executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [] }]);
      const places = run.results.map((result: { ruleId: string; level: string; locations: { physicalLocation: object }[] }) => [
        result.ruleId,
        result.level,
        result.locations[0]?.physicalLocation,
      ]);
      const place = (startLine: number, startColumn: number, endColumn: number) => ({
        artifactLocation: { uri: 'my%20app/app.yml', uriBaseId: '%SRCROOT%' },
        region: { startLine, startColumn, endLine: startLine, endColumn },
      });
      expect(places).to.deep.equal([
        ['E2001', 'error', place(8, 57, 63)],
        ['E1208', 'warning', place(8, 83, 88)],
        ['E3018', 'error', place(13, 11, 30)],
      ]);
      expect(run.results[2].relatedLocations[0].physicalLocation).to.deep.equal(place(12, 11, 26));
      expect(run.results[0].message.text).to.equal('unknown key `memroy` in the Function `Hello`\ndid you mean `memory`?');
    });

    it('has a rule for each code, at the index that results name', () => {
      const { run } = sarif();
      const { rules } = run.tool.driver;
      expect(rules.length).to.be.at.least(130);
      for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex].id).to.equal(ruleId);
      expect(rules.find(({ id }: { id: string }) => id === 'E1208')).to.deep.include({
        shortDescription: { text: 'Stage that is nowhere declared' },
        defaultConfiguration: { level: 'warning' },
      });
    });

    it('has no results for a right app, and says what is wrong with the call as a notification', () => {
      write('my app/app.yml', wrong.replace(', memroy: 512, when: { not: prodd }', '').replace('{noteId}', 'all'));
      expect(sarif()).to.deep.include({ status: 0 }).and.nested.property('run.results').that.deep.equals([]);
      const { status, run } = sarif(['--stage', 'Prod']);
      expect([status, run.results]).to.deep.equal([1, []]);
      expect(run.invocations[0].executionSuccessful).to.equal(false);
      expect(run.invocations[0].toolExecutionNotifications[0].descriptor).to.deep.equal({ id: 'E1202' });
    });
  });

  describe('in a workflow of GitHub', () => {
    const annotations = [
      '::error file=my app/app.yml,line=8,endLine=8,col=57,endColumn=63,title=E2001::unknown key `memroy` in the Function `Hello`%0Adid you mean `memory`?',
      '::warning file=my app/app.yml,line=8,endLine=8,col=83,endColumn=88,title=E1208::no stage `prodd` is declared under `stages`%0Adid you mean `prod`?',
      '::error file=my app/app.yml,line=13,endLine=13,col=11,endColumn=30,title=E3018::`GET /notes/{noteId}` takes the same requests as `GET /notes/{id}`%0Akeep one of them',
    ];
    const annotated = (text: string) => text.split('\n').filter((line) => line.startsWith('::'));

    it('annotates the lines of the repository, beside what people read, and leaves stdout to the result', () => {
      const { status, stdout, stderr } = validate([], { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_WORKSPACE: root, PROJ_STAGE: 'dev' });
      expect([status, stdout]).to.deep.equal([1, '']);
      expect(annotated(stderr)).to.deep.equal(annotations);
      expect(stderr).to.include('error[E2001] unknown key `memroy`');
    });

    it('does so where --format github asks for it, and not where another format is asked for', () => {
      expect(annotated(validate(['--format', 'github']).stderr)).to.deep.equal(annotations);
      const asked = validate(['--format', 'text'], { GITHUB_ACTIONS: 'true', PROJ_STAGE: 'dev' });
      expect(annotated(asked.stderr)).to.deep.equal([]);
    });
  });

  it('tells each problem as an object with its place, and how to have it explained', () => {
    const { stdout } = validate(['--format', 'json']);
    const [first, , third] = stdout
      .split('\n')
      .filter((line) => line.includes('"problem"'))
      .map((line) => JSON.parse(line));
    expect(first).to.deep.equal({
      version: 1,
      type: 'problem',
      code: 'E2001',
      severity: 'error',
      message: 'unknown key `memroy` in the Function `Hello`',
      path: ['stacks', 'core', 'constructs', 'Hello', 'memroy'],
      file: 'app.yml',
      line: 8,
      column: 57,
      endLine: 8,
      endColumn: 63,
      hint: 'did you mean `memory`?',
      fix: { file: 'app.yml', line: 8, column: 57, endLine: 8, endColumn: 63, text: 'memory' },
      explain: 'proj explain E2001',
    });
    expect(third.related).to.deep.equal([{ message: 'the other one', file: 'app.yml', line: 12, column: 11, endLine: 12, endColumn: 26 }]);
    const untimed = (text: string) => text.replaceAll(/"milliseconds":\d+/g, '');
    expect(untimed(validate(['--json']).stdout)).to.equal(untimed(stdout));
  });

  it('refuses a format that it does not know', () => {
    const { status, stderr } = validate(['--format', 'xml']);
    expect(status).to.equal(1);
    expect(stderr).to.include("`--format` can't be `xml`").and.to.include('one of text, json, sarif, github');
  });
});
