/** What `validate --online` finds in an account: against the embedded endpoint, which is looked at for writes. */
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { ProjError } from '../../src/core/errors.ts';
import { checkOnline } from '../../src/deploy/index.ts';
import { assemblyOf, role, type TestApp } from './support/assembly.ts';
import { startCloud, type TestCloud } from './support/endpoint.ts';

describe('what an account has in the way of a deploy', () => {
  let test: TestCloud;
  beforeEach(async () => {
    test = await startCloud();
  });
  afterEach(() => test.stop());

  const shop: TestApp = { stacks: { core: { resources: { CoreRole: role('') } } } };

  /** `E5011 core`: code and last word of the path. Fails where anything was written. */
  async function found(app: TestApp, account?: string): Promise<readonly string[]> {
    return (await problems(app, account)).map(({ code, path }) => [code, path.at(-1)].join(' ').trim());
  }

  async function problems(app: TestApp, account?: string) {
    const before = test.endpoint.requests().length;
    const diagnostics = new Diagnostics();
    await checkOnline({ ...(account !== undefined && { account }) }, { ...assemblyOf(app), local: false }, test.cloud, diagnostics);
    const asked = test.endpoint.requests().slice(before);
    expect(asked.filter(({ write }) => write)).to.deep.equal([]);
    return diagnostics.all;
  }

  it('is nothing before the first deploy, nor after it', async () => {
    expect(await found(shop)).to.deep.equal([]);
    await test.deploy(assemblyOf(shop));
    expect(await found(shop)).to.deep.equal([]);
  });

  it('is not asked for where the account is not the one the app is for', async () => {
    const before = test.endpoint.requests().length;
    const error = await found(shop, '123456789012').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ProjError);
    expect(error).to.have.nested.property('failure.code', 'E5010');
    expect(error).to.have.property('exitStatus', 4);
    expect(test.endpoint.requests()).to.have.length(before);
  });

  it('is a stack of the same name that another app has', async () => {
    await test.deploy({ ...assemblyOf(shop), stacks: assemblyOf(shop).stacks.map((stack) => ({ ...stack, tags: {} })) });
    expect(await found(shop)).to.deep.equal(['E5011 core']);
  });
});
