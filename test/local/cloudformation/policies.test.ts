import { SetStackPolicyCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { create, deploy, events, lines, remove, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

describe('deletion and replacement policies', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  const left = () => [...fixture.world.things.values()].map(({ properties }) => properties.Value);

  for (const DeletionPolicy of ['Retain', 'RetainExceptOnCreate']) {
    it(`${DeletionPolicy} keeps a resource when its stack is deleted`, async () => {
      const { StackId = '' } = await create(fixture.client, 'app', template({ A: thing({ Value: 'a' }, { DeletionPolicy }), B: thing() }));
      await remove(fixture.client, StackId);
      expect(left()).to.deep.equal(['a']);
      expect(lines(await events(fixture.client, StackId))).to.include('DELETE_SKIPPED A');
    });

    it(`${DeletionPolicy} keeps a resource that an update takes out`, async () => {
      await create(fixture.client, 'app', template({ A: thing({ Value: 'a' }, { DeletionPolicy }), B: thing({ Value: 'b' }) }));
      await update(fixture.client, 'app', template({ B: thing({ Value: 'b' }) }));
      expect(left()).to.have.members(['a', 'b']);
      expect(lines(await events(fixture.client, 'app'))).to.include('DELETE_SKIPPED A');
    });
  }

  const failing = (attributes: Readonly<Record<string, unknown>>) =>
    template({ A: thing({ Value: 'a' }, attributes), B: thing({ Fail: 'create' }, { DependsOn: 'A' }) });

  it('Retain keeps what a failed creation made', async () => {
    await create(fixture.client, 'app', failing({ DeletionPolicy: 'Retain' }));
    expect(left()).to.deep.equal(['a']);
  });

  it('RetainExceptOnCreate lets a failed creation delete what it made', async () => {
    await create(fixture.client, 'app', failing({ DeletionPolicy: 'RetainExceptOnCreate' }));
    expect(left()).to.deep.equal([]);
  });

  it('RetainExceptOnCreate of an execution means the same for all Retain', async () => {
    const input = { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: failing({ DeletionPolicy: 'Retain' }) } as const;
    await deploy(fixture.client, input, { RetainExceptOnCreate: true });
    expect(left()).to.deep.equal([]);
  });

  it('Retain keeps what a failed update added, RetainExceptOnCreate does not', async () => {
    await create(fixture.client, 'app', template({ Z: thing({ Value: 'z' }) }));
    const added = (DeletionPolicy: string) =>
      template({
        Z: thing({ Value: 'z' }),
        A: thing({ Value: 'a' }, { DeletionPolicy }),
        B: thing({ Fail: 'create' }, { DependsOn: 'A' }),
      });
    await update(fixture.client, 'app', added('RetainExceptOnCreate'));
    expect(left()).to.deep.equal(['z']);
    await update(fixture.client, 'app', added('Retain'));
    expect(left()).to.have.members(['z', 'a']);
  });

  it('UpdateReplacePolicy decides about the old resource of a replacement', async () => {
    const body = (Kind: string, UpdateReplacePolicy: string) => template({ A: thing({ Value: Kind, Kind }, { UpdateReplacePolicy }) });
    await create(fixture.client, 'app', body('x', 'Retain'));
    await update(fixture.client, 'app', body('y', 'Delete'));
    expect(left()).to.have.members(['x', 'y']);
    await update(fixture.client, 'app', body('z', 'Retain'));
    expect(left()).to.have.members(['x', 'z']);
  });

  it('the policy as deployed counts when a resource is taken out', async () => {
    await create(fixture.client, 'app', template({ A: thing({ Value: 'a' }), B: thing() }));
    await update(fixture.client, 'app', template({ A: thing({ Value: 'a' }, { DeletionPolicy: 'Retain' }), B: thing() }));
    expect(fixture.world.calls).to.deep.equal(['create A', 'create B']);
    await update(fixture.client, 'app', template({ B: thing() }));
    expect(left()).to.include('a');
  });

  it('of the whole stack stop replacements and removals before they are made', async () => {
    const { client } = fixture;
    const { StackId } = await create(
      client,
      'app',
      template({ A: thing({ Value: 'a', Kind: 'x' }), B: thing({ Value: 'b' }), C: thing({ Value: 'c' }) }),
    );
    const Statement = [
      {
        Effect: 'Deny',
        Action: ['Update:Replace', 'Update:Delete'],
        Principal: '*',
        Resource: 'LogicalResourceId/*',
        Condition: { StringEquals: { ResourceType: ['Test::Fixture::*'] } },
      },
      { Effect: 'Allow', Action: 'Update:*', Principal: '*', NotResource: 'LogicalResourceId/C' },
    ];
    await client.send(new SetStackPolicyCommand({ StackName: StackId, StackPolicyBody: JSON.stringify({ Statement }) }));
    const body = (a: object, b: object, c: object) =>
      template({ A: thing({ Value: 'a', Kind: 'x', ...a }), B: thing({ Value: 'b', ...b }), C: thing({ Value: 'c', ...c }) });
    const attempt = async (text: string) => (await update(client, 'app', text)).StackStatus;
    expect(await attempt(body({ Kind: 'y' }, {}, {}))).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(await attempt(template({ A: thing({ Value: 'a', Kind: 'x' }), B: thing({ Value: 'b' }) }))).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(await attempt(body({}, {}, { Size: 1 }))).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(left()).to.deep.equal(['a', 'b', 'c']);
    expect(await attempt(body({ Size: 1 }, { Size: 1 }, {}))).to.equal('UPDATE_COMPLETE');
  });
});
