import { expect } from 'chai';
import { App, type Run } from './app.ts';

type Outputs = Record<string, Record<string, Record<string, string>>>;
interface Deployed {
  readonly outcome: string;
  readonly nodes: readonly { readonly id: string; readonly kind: string; readonly reason?: string }[];
  readonly outputs: Outputs;
}

/** Deploys and expects success. */
async function deploy(app: App, stage: string): Promise<Deployed> {
  const run = await app.local(`deploy --stage ${stage}`);
  expect(run.status, run.stdout + run.stderr).to.equal(0);
  return run.result<Deployed>();
}

const changed = ({ nodes }: Deployed) => nodes.filter(({ kind }) => kind === 'done').map(({ id }) => id);
const apiOf = ({ outputs }: Deployed) => `${outputs.core?.Api?.url}/notes`;
const siteOf = ({ outputs }: Deployed) => outputs.web?.Site?.url ?? '';

async function post(url: string, text: string): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } });
}

async function notes(url: string): Promise<string[]> {
  const response = await fetch(url);
  expect(response.status).to.equal(200);
  return ((await response.json()) as { text: string }[]).map(({ text }) => text);
}

function problemsOf(run: Run): string {
  return run.lines
    .filter(({ type }) => type === 'problem' || type === 'failure')
    .map(({ code, message, file, line, hint }) => `${code} ${message} (${file}:${line}) ${hint}`)
    .join('\n');
}

describe('the notes app on this machine', function () {
  this.timeout(90_000);
  let app: App;
  let first: Deployed;

  before(async () => {
    app = App.make({}, 'notes');
    first = await deploy(app, 'dev');
  });
  after(() => app.dispose());

  it('deploys three stacks and the site', () => {
    expect(changed(first)).to.have.members(['core', 'digest', 'web', 'Site']);
  });

  it('gives a note back that was posted through its API', async () => {
    expect((await post(apiOf(first), 'buy milk')).status).to.equal(201);
    expect(await notes(apiOf(first))).to.deep.equal(['buy milk']);
  });

  it('serves the site, built once with the real URL of the API, which allows its origin', async () => {
    const page = await (await fetch(siteOf(first))).text();
    const script = /src="\/?(assets\/app\.[0-9a-f]{8}\.js)"/.exec(page)?.[1];
    expect(script, page).to.be.a('string');
    const code = await (await fetch(new URL(`/${script}`, siteOf(first)))).text();
    expect(code).to.contain(apiOf(first).replace('/notes', ''));
    const origin = new URL(siteOf(first)).origin;
    const preflight = await fetch(apiOf(first), { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect(preflight.headers.get('access-control-allow-origin')).to.equal(origin);
    const stranger = await fetch(apiOf(first), { headers: { origin: 'http://elsewhere.example' } });
    expect(stranger.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('keeps notes and URLs when the endpoint is stopped and started', async () => {
    expect((await app.proj('local stop')).status).to.equal(0);
    expect((await app.proj('local start')).status).to.equal(0);
    expect(await notes(apiOf(first))).to.deep.equal(['buy milk']);
  });

  it('makes no write call when nothing changed, and says why', async () => {
    const before = (await app.requests()).length;
    const again = await deploy(app, 'dev');
    expect(again.outcome).to.equal('unchanged');
    for (const node of again.nodes) expect(node).to.include({ kind: 'unchanged' });
    expect(again.nodes.every(({ reason }) => (reason ?? '').length > 0)).to.equal(true);
    const made = (await app.requests()).slice(before);
    expect(made).to.not.have.length(0);
    expect(made.filter(({ write }) => write)).to.deep.equal([]);
  });

  it('updates only the stack whose handler changed', async () => {
    app.edit('src/digest.ts', 'notes`', 'notes in all`');
    expect(changed(await deploy(app, 'dev'))).to.deep.equal(['digest']);
  });

  it('runs dev and prod side by side', async () => {
    const prod = await deploy(app, 'prod');
    expect(apiOf(prod)).to.not.equal(apiOf(first));
    expect(await notes(apiOf(prod))).to.deep.equal([]);
    await post(apiOf(prod), 'ship it');
    expect(await notes(apiOf(first))).to.deep.equal(['buy milk']);
    expect((await app.local('remove --stage prod --yes')).status).to.equal(0);
    expect(await notes(apiOf(first))).to.deep.equal(['buy milk']);
  });

  it('stops with exit status 4 at the line of a key that would replace a table', async () => {
    app.edit('app.yml', 'fields: { noteId: string }', 'fields: { noteId: string, author: string }');
    app.edit('app.yml', 'partitionKey: noteId', 'partitionKey: author');
    const run = await app.local('deploy --stage dev');
    expect(run.status).to.equal(4);
    expect(problemsOf(run))
      .to.match(/app\.yml:\d+/)
      .and.to.contain('allowDataLoss: [Notes]');
    app.edit('app.yml', 'fields: { noteId: string, author: string }', 'fields: { noteId: string }');
    app.edit('app.yml', 'partitionKey: author', 'partitionKey: noteId');
    expect(await notes(apiOf(first))).to.deep.equal(['buy milk']);
  });

  it('adopts the table that a removal kept: the items are there after the next deploy', async () => {
    app.edit('app.yml', 'region: us-east-1', 'region: us-east-1\nstages:\n  dev: { removalPolicy: retain }');
    await deploy(app, 'dev');
    const removed = await app.local('remove --stage dev --yes');
    expect(removed.status, removed.stdout).to.equal(0);
    const { retained } = removed.result<{ retained: { physicalId: string }[] }>();
    expect(retained.map(({ physicalId }) => physicalId)).to.deep.equal(['dev-notes-Notes']);
    const back = await deploy(app, 'dev');
    expect(await notes(apiOf(back))).to.deep.equal(['buy milk']);
  });
});
