import { expect } from 'chai';
import { App } from './app.ts';

const appYml = `version: 1
app: chain
region: us-east-1
stacks:
  producer:
    constructs:
      Greeter: { type: Function, handler: src/hello.main, name: greeter-one }
  consumer:
    constructs:
      Caller:
        type: Function
        handler: src/caller.main
        url: true
        environment: { GREETER: '\${Greeter.functionName}' }
  bystander:
    constructs:
      Other: { type: Function, handler: src/hello.main }
  web:
    constructs:
      Site:
        type: StaticSite
        path: web
        build: { command: node build.mjs, output: dist }
        environment: { GREETER: '\${Greeter.functionName}' }
`;

interface Deployed {
  readonly nodes: readonly { readonly id: string; readonly kind: string }[];
  readonly outputs: Record<string, Record<string, Record<string, string>>>;
}

describe('values between stacks', function () {
  this.timeout(60_000);
  let app: App;

  before(() => {
    app = App.make({
      'app.yml': appYml,
      'src/hello.ts': 'export const main = async () => "hello";\n',
      'src/caller.ts': 'export const main = async () => process.env.GREETER;\n',
      'web/build.mjs': `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist', { recursive: true });
writeFileSync('dist/index.html', process.env.GREETER);
appendFileSync('../builds', process.env.GREETER + '\\n');
`,
    });
  });
  after(() => app.dispose());

  async function deploy(): Promise<Deployed> {
    const run = await app.local('deploy --stage dev');
    expect(run.status, run.stdout).to.equal(0);
    return run.result<Deployed>();
  }

  const done = ({ nodes }: Deployed) =>
    nodes
      .filter(({ kind }) => kind === 'done')
      .map(({ id }) => id)
      .sort();
  const get = async ({ outputs }: Deployed, stack: string, construct: string) =>
    (await fetch(outputs[stack]?.[construct]?.url ?? '')).text();

  it('reach their consumer and the site, which is built once', async () => {
    const deployed = await deploy();
    expect(await get(deployed, 'consumer', 'Caller')).to.equal('greeter-one');
    expect(await get(deployed, 'web', 'Site')).to.equal('greeter-one');
    expect(app.read('builds')).to.equal('greeter-one\n');
  });

  it('are followed in the same run when they change, and only by those who use them', async () => {
    app.edit('app.yml', 'greeter-one', 'greeter-two');
    const deployed = await deploy();
    expect(done(deployed)).to.deep.equal(['Site', 'consumer', 'producer']);
    expect(await get(deployed, 'consumer', 'Caller')).to.equal('greeter-two');
    expect(await get(deployed, 'web', 'Site')).to.equal('greeter-two');
    expect(app.read('builds')).to.equal('greeter-one\ngreeter-two\n');
  });

  it('do not hold their producer back: consumers let go first', async () => {
    app.edit('app.yml', "        environment: { GREETER: '${Greeter.functionName}' }\n", '');
    app.edit('app.yml', "        environment: { GREETER: '${Greeter.functionName}' }\n", '        environment: { GREETER: nobody }\n');
    app.edit(
      'app.yml',
      '  producer:\n    constructs:\n      Greeter: { type: Function, handler: src/hello.main, name: greeter-two }\n',
      '',
    );
    const run = await app.local('deploy --stage dev');
    expect(run.status, run.stdout).to.equal(0);
    expect(await get(run.result<Deployed>(), 'web', 'Site')).to.equal('nobody');
    expect((await app.local('remove --stage dev --yes')).status).to.equal(0);
  });
});
