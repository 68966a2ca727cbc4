/** Findings that take an account in an unusual state: against a server that answers as such an account does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { createCloud } from '../../src/deploy/index.ts';
import { checkOnline } from '../../src/deploy/online/index.ts';
import { inUsableRegions } from '../../src/deploy/online/regions.ts';
import { assemblyOf, role, type TestApp } from './support/assembly.ts';

interface Account {
  /** Status of the stack `dev-shop-core`; absent = it is not there. */
  readonly status?: string;
  /** What the functions of the deployed template have reserved. */
  readonly deployed?: number;
  /** Stacks that are there, and how many there may be. */
  readonly stacks?: readonly [used: number, limit: number];
  /** In GB. */
  readonly code?: readonly [used: number, limit: number];
  readonly concurrency?: readonly [unreserved: number, limit: number];
}

const GB = 1024 ** 3;
const STACKS_PER_PAGE = 100;

describe('an account near its limits', () => {
  let server: Server;
  let account: Account;

  before((done) => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const [status, answer] = request.url === '/' ? cloudFormation(new URLSearchParams(body)) : other(request.url ?? '');
      response.writeHead(status, { 'content-type': request.url === '/' ? 'text/xml' : 'application/json' });
      response.end(answer);
    }).listen(0, '127.0.0.1', done);
  });
  after(() => server.close());

  function cloudFormation(query: URLSearchParams): [number, string] {
    const action = query.get('Action') ?? '';
    const result = (xml: string): [number, string] => [
      200,
      `<${action}Response><${action}Result>${xml}</${action}Result></${action}Response>`,
    ];
    const [used, limit] = account.stacks ?? [0, 2000];
    switch (action) {
      case 'DescribeStacks':
        if (account.status === undefined) {
          return [400, '<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>'];
        }
        return result(`<Stacks><member><StackId>arn</StackId><StackName>dev-shop-core</StackName><StackStatus>${account.status}</StackStatus><Tags>
          <member><Key>proj:app</Key><Value>shop</Value></member><member><Key>proj:stage</Key><Value>dev</Value></member></Tags></member></Stacks>`);
      case 'GetTemplate':
        return result(`<TemplateBody>${JSON.stringify(assemblyOf(working(account.deployed)).stacks[0]?.template)}</TemplateBody>`);
      case 'DescribeAccountLimits':
        return result(`<AccountLimits><member><Name>StackLimit</Name><Value>${limit}</Value></member></AccountLimits>`);
      case 'ListStacks': {
        const from = Number(query.get('NextToken') ?? 0);
        const count = Math.min(used - from, STACKS_PER_PAGE);
        const next = from + count < used ? `<NextToken>${from + count}</NextToken>` : '';
        return result(`<StackSummaries>${'<member><StackName>one</StackName></member>'.repeat(count)}</StackSummaries>${next}`);
      }
      default:
        return result('');
    }
  }

  function other(url: string): [number, string] {
    if (!url.includes('account-settings')) return [404, ''];
    const [unreserved, limit] = account.concurrency ?? [1000, 1000];
    const [used, most] = account.code ?? [0, 75];
    return [
      200,
      JSON.stringify({
        AccountLimit: { TotalCodeSize: most * GB, ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved },
        AccountUsage: { TotalCodeSize: used * GB, FunctionCount: 1 },
      }),
    ];
  }

  const app = (resources: TestApp['stacks'][string]['resources']): TestApp => ({ stacks: { core: { resources } } });
  const plain = app({ CoreRole: role('') });
  const working = (reserved?: number) =>
    app({
      WorkFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: { ...(reserved !== undefined && { ReservedConcurrentExecutions: reserved }) },
      },
    });

  async function found(there: Account, declared: TestApp): Promise<readonly string[]> {
    account = there;
    const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cloud = await createCloud({ region: 'us-east-1', endpointUrl, local: true, environment: {} });
    const diagnostics = new Diagnostics();
    await checkOnline({ stacks: [] }, assemblyOf(declared), cloud, diagnostics);
    return diagnostics.all.map(({ severity, message }) => `${severity}: ${message}`);
  }

  it('has too few stacks left, or just enough', async () => {
    expect(await found({ stacks: [2000, 2000] }, plain)).to.deep.equal([
      'error: the quota of CloudFormation stacks in us-east-1 is too small: 2,000 of 2,000 are there, and this deploy makes 1 more',
    ]);
    expect(await found({ stacks: [1599, 2000] }, plain)).to.deep.equal([
      'warning: the quota of CloudFormation stacks in us-east-1 is nearly used up: 1,599 of 2,000 are there, and this deploy makes 1 more',
    ]);
    expect(await found({ stacks: [1598, 2000] }, plain)).to.deep.equal([]);
  });

  it('has stacks enough where none is made', async () => {
    expect(await found({ stacks: [2000, 2000], status: 'CREATE_COMPLETE' }, plain)).to.deep.equal([]);
  });

  it('has no room for more code; for code that is there it is only told', async () => {
    const uses = 'the quota of Lambda code storage in us-east-1';
    expect(await found({ code: [75, 75] }, working())).to.deep.equal([`error: ${uses} is too small: 75.0 GB of 75.0 GB are stored`]);
    expect(await found({ code: [75, 75], status: 'UPDATE_COMPLETE' }, working())).to.deep.equal([
      `warning: ${uses} is nearly used up: 75.0 GB of 75.0 GB are stored`,
    ]);
    expect(await found({ code: [59, 75] }, working())).to.deep.equal([]);
  });

  it('keeps all its executions unreserved where it is new', async () => {
    expect(await found({ concurrency: [10, 10] }, working())).to.deep.equal([]);
    expect(await found({ concurrency: [10, 10] }, working(1))).to.deep.equal([
      'error: the quota of concurrent executions of Lambda functions in us-east-1 is too small: 0 of 10 are reserved, this deploy reserves 1 more, and 10 must stay free',
    ]);
  });

  it('has reserved already what is deployed, but for what is made again', async () => {
    const there = { concurrency: [600, 1000], deployed: 400 } as const;
    expect(await found({ ...there, status: 'UPDATE_COMPLETE' }, working(410))).to.deep.equal([]);
    expect(await found({ ...there, status: 'CREATE_FAILED' }, working(410))).to.deep.equal([
      'warning: the quota of concurrent executions of Lambda functions in us-east-1 is nearly used up: 400 of 1,000 are reserved, this deploy reserves 410 more, and 100 must stay free',
    ]);
  });

  it('has a stack in a state that only a person can end', async () => {
    const [problem] = await found({ status: 'IMPORT_ROLLBACK_FAILED' }, plain);
    expect(problem).to.equal('error: the stack dev-shop-core is in IMPORT_ROLLBACK_FAILED: an import failed and could not be undone');
    expect(await found({ status: 'UPDATE_ROLLBACK_FAILED' }, plain)).to.deep.equal([]);
  });

  it('can not use a region that a stack asks for, whose stacks are then left alone', async () => {
    const { stacks } = assemblyOf({ stacks: { core: { resources: {} }, far: { resources: {}, region: 'af-south-1' } } });
    const diagnostics = new Diagnostics();
    const fault = async (region: string) => (region === 'af-south-1' ? 'is not enabled for this account' : undefined);
    const usable = await inUsableRegions({ region: 'us-east-1', stacks }, { in: (name) => ({ fault: () => fault(name) }) }, diagnostics);
    expect(usable.map(({ id }) => id)).to.deep.equal(['core']);
    expect(diagnostics.all.map(({ message, path }) => [message, path])).to.deep.equal([
      ['the region af-south-1 is not enabled for this account', ['stacks', 'far', 'region']],
    ]);
  });
});
