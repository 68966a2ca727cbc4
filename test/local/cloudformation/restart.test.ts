import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CancelUpdateStackCommand,
  CreateChangeSetCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { changeSet, create, describe as describeStack, events, outputs, remove, settled, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

const NEVER = new Promise<void>(() => {});

describe('an endpoint that is stopped or killed', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  /** Executes a change set and waits until the world has seen the call. */
  async function start(name: string, body: string, type: 'CREATE' | 'UPDATE', call: string): Promise<string> {
    const { client, world } = fixture;
    const set = await changeSet(client, { StackName: name, ChangeSetType: type, TemplateBody: body });
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    await seen(world.calls, call);
    return set.StackId ?? '';
  }

  async function seen(calls: readonly string[], call: string): Promise<void> {
    while (!calls.includes(call)) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  it('has its stacks again', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }) }, { Outputs: { O: { Value: { 'Fn::GetAtt': 'A.Value' } } } }));
    const told = await events(client, 'app');
    await fixture.restart();
    expect(outputs(await describeStack(client, 'app'))).to.deep.equal({ O: '1' });
    expect(await events(client, 'app')).to.deep.equal(told);
    await update(client, 'app', template({ A: thing({ Value: '2' }) }));
    expect([...fixture.world.things.values()].map(({ properties }) => properties)).to.deep.equal([{ Value: '2' }]);
  });

  it('goes on with a creation from the resource that was reached', async () => {
    const { client, world } = fixture;
    world.gates.set('B', NEVER);
    await start('app', template({ A: thing(), B: thing({}, { DependsOn: 'A' }) }), 'CREATE', 'create B');
    world.gates.clear();
    await fixture.kill();
    expect((await settled(client, 'app')).StackStatus).to.equal('CREATE_COMPLETE');
    expect(world.calls).to.deep.equal(['create A', 'create B', 'delete B', 'create B']);
    expect(world.things.size).to.equal(2);
  });

  for (const [kind, properties] of [
    ['named by the engine', {}],
    ['named by the template', { Name: 'b' }],
  ] as const) {
    it(`leaves no second resource ${kind} behind when it was killed before it could write down the first`, async () => {
      const { client, world } = fixture;
      world.gates.set('made B', NEVER);
      await start('app', template({ B: thing(properties) }), 'CREATE', 'create B');
      world.gates.clear();
      await fixture.kill();
      expect((await settled(client, 'app')).StackStatus).to.equal('CREATE_COMPLETE');
      expect(world.things.size).to.equal(1);
    });
  }

  it('goes on with an update, and knows that what it replaced has to go', async () => {
    const { client, world } = fixture;
    const first = { A: thing({ Kind: 'x' }), B: thing({ Value: '1' }, { DependsOn: 'A' }) };
    await create(client, 'app', template(first));
    world.gates.set('B', NEVER);
    await start('app', template({ A: thing({ Kind: 'y' }), B: thing({ Value: '2' }, { DependsOn: 'A' }) }), 'UPDATE', 'update B');
    world.gates.clear();
    await fixture.kill();
    expect((await settled(client, 'app')).StackStatus).to.equal('UPDATE_COMPLETE');
    expect([...world.things.values()].map(({ properties }) => properties)).to.have.deep.members([{ Kind: 'y' }, { Value: '2' }]);
  });

  it('goes on with a rollback', async () => {
    const { client, world } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }) }));
    const before = JSON.stringify([...world.things]);
    const body = template({ A: thing({ Value: '2' }), C: thing({}, { DependsOn: 'A' }), B: thing({ Fail: 'create' }, { DependsOn: 'C' }) });
    world.gates.set('delete C', NEVER);
    await start('app', body, 'UPDATE', 'delete C');
    world.gates.clear();
    await fixture.kill();
    expect((await settled(client, 'app')).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(JSON.stringify([...world.things])).to.equal(before);
  });

  it('still knows that an update was cancelled', async () => {
    const { client, world } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }) }));
    world.gates.set('A', NEVER);
    await start('app', template({ A: thing({ Value: '2' }), B: thing({}, { DependsOn: 'A' }) }), 'UPDATE', 'update A');
    await client.send(new CancelUpdateStackCommand({ StackName: 'app' }));
    world.gates.clear();
    await fixture.kill();
    expect((await settled(client, 'app')).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect([...world.things.values()].map(({ properties }) => properties)).to.deep.equal([{ Value: '1' }]);
  });

  it('goes on with a deletion', async () => {
    const { client, world } = fixture;
    const { StackId = '' } = await create(client, 'app', template({ A: thing(), B: thing({}, { DependsOn: 'A' }) }));
    world.gates.set('delete A', NEVER);
    await client.send(new DeleteStackCommand({ StackName: 'app' }));
    await seen(world.calls, 'delete A');
    world.gates.clear();
    await fixture.kill();
    expect((await settled(client, StackId)).StackStatus).to.equal('DELETE_COMPLETE');
    expect(world.things.size).to.equal(0);
    expect(world.calls.filter((call) => call === 'delete B')).to.have.length(1);
  });

  it('is stopped only when what runs is written down, and goes on afterwards', async () => {
    const { client, world } = fixture;
    let release = () => {};
    world.gates.set('A', new Promise<void>((resolve) => (release = resolve)));
    await start('app', template({ A: thing(), B: thing({}, { DependsOn: 'A' }) }), 'CREATE', 'create A');
    const restarted = fixture.restart();
    release();
    await restarted;
    expect((await settled(client, 'app')).StackStatus).to.equal('CREATE_COMPLETE');
    expect(world.calls).to.deep.equal(['create A', 'create B']);
  });

  it('keeps change sets, and a last line that was cut off never happened', async () => {
    const { client, directory } = fixture;
    const set = await changeSet(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: template({ A: thing() }) });
    const folder = join(directory, 'cloudformation');
    const [file = ''] = readdirSync(folder);
    appendFileSync(join(folder, file), '{"stack":{"status":"CREATE_FAI');
    await fixture.restart();
    expect((await describeStack(client, 'app')).StackStatus).to.equal('REVIEW_IN_PROGRESS');
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    expect((await settled(client, 'app')).StackStatus).to.equal('CREATE_COMPLETE');
    await fixture.restart();
    expect((await describeStack(client, 'app')).StackStatus).to.equal('CREATE_COMPLETE');
  });

  it('remembers deleted stacks and their tokens', async () => {
    const { client } = fixture;
    const { StackId = '' } = await create(client, 'app', template({ A: thing() }));
    await remove(client, StackId, { ClientRequestToken: 'gone' });
    await fixture.restart();
    expect((await describeStack(client, StackId)).StackStatus).to.equal('DELETE_COMPLETE');
    await client.send(new DeleteStackCommand({ StackName: StackId, ClientRequestToken: 'gone' }));
    await client.send(
      new CreateChangeSetCommand({
        StackName: 'app',
        ChangeSetName: 'new',
        ChangeSetType: 'CREATE',
        TemplateBody: template({ A: thing() }),
      }),
    );
  });

  it('writes a stack anew as one line when its file has grown', async () => {
    const { client, directory } = fixture;
    const resources = (round: number) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`A${index}`, thing({ Value: String(round) })]));
    await create(client, 'app', template(resources(0)));
    for (let round = 1; round <= 30; round += 1) await update(client, 'app', template(resources(round)));
    const folder = join(directory, 'cloudformation');
    const lines = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8').split('\n');
    expect(lines.length).to.be.lessThan(2100);
    const told = await events(client, 'app');
    await fixture.restart();
    expect(await events(client, 'app')).to.deep.equal(told);
    expect((await update(client, 'app', template(resources(31)))).StackStatus).to.equal('UPDATE_COMPLETE');
  });
});
