/** Which region is at fault: against servers that answer as STS does in each. */
import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { ProjError } from '../../src/core/errors.ts';
import { readIdentity, regionFault } from '../../src/deploy/aws/identity.ts';
import type { Connection } from '../../src/deploy/aws/settings.ts';

const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ada</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const REFUSAL = `<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid</Message></Error></ErrorResponse>`;

describe('a region that can not be used', () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

  async function answering(status: number, body: string): Promise<string> {
    const server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** As if AWS were at these addresses. */
  const connect =
    (places: Readonly<Record<string, string>>) =>
    (region: string): Connection => ({
      region,
      loopback: false,
      client: {
        region,
        endpoint: places[region] ?? 'http://127.0.0.1:1',
        credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
        maxAttempts: 1,
        retryMode: 'standard',
      },
    });

  const failureOf = async (work: Promise<unknown>) => {
    const error = await work.catch((thrown: unknown) => thrown);
    if (!(error instanceof ProjError)) throw new Error('nothing was thrown', { cause: error });
    return { exitStatus: error.exitStatus, ...error.failure };
  };

  it('is one that refuses credentials which every account can use elsewhere', async () => {
    const places = { 'us-east-1': await answering(200, IDENTITY), 'af-south-1': await answering(403, REFUSAL) };
    expect(await regionFault(connect(places), 'us-east-1')).to.equal(undefined);
    expect(await regionFault(connect(places), 'af-south-1')).to.equal('is not enabled for this account');
    expect(await failureOf(readIdentity(connect(places), 'af-south-1'))).to.deep.include({
      exitStatus: 1,
      code: 'E5040',
      message: 'the region af-south-1 is not enabled for this account',
      path: ['region'],
    });
  });

  it('is one whose host nobody knows', async function () {
    const places = { 'us-east-1': await answering(200, IDENTITY), 'us-eest-1': 'http://sts.us-eest-1.invalid' };
    const unknown = await lookup('sts.us-eest-1.invalid').catch(({ code }: NodeJS.ErrnoException) => code);
    // Without a resolver no name is known or unknown.
    if (unknown !== 'ENOTFOUND') this.skip();
    expect(await regionFault(connect(places), 'us-eest-1')).to.equal('does not exist');
  });

  it('is not to blame where the credentials are refused everywhere, or nothing answers', async () => {
    const refusing = await answering(403, REFUSAL);
    const places = { 'us-east-1': refusing, 'af-south-1': refusing };
    expect(await failureOf(readIdentity(connect(places), 'af-south-1'))).to.include({ exitStatus: 2, code: 'E5003' });
    expect(await failureOf(regionFault(connect(places), 'us-east-1'))).to.include({ code: 'E5003' });
    expect(await failureOf(regionFault(connect({}), 'af-south-1'))).to.include({ exitStatus: 2, code: 'E5004' });
  });
});
