import { expect } from 'chai';
import { create, events, lines, outputs, remove, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

describe('the life of a stack', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  it('creates resources in the order of their references and tells every step', async () => {
    const { client, world } = fixture;
    const stack = await create(
      client,
      'app',
      template(
        { B: thing({ Value: { 'Fn::Sub': 'b of ${A} ${A.Arn}' } }), A: thing({ Name: 'a' }) },
        { Outputs: { Value: { Value: { 'Fn::GetAtt': ['B', 'Value'] } } } },
      ),
    );
    expect(stack.StackStatus).to.equal('CREATE_COMPLETE');
    expect(outputs(stack)).to.deep.equal({ Value: 'b of a arn:test:a' });
    expect(world.calls).to.deep.equal(['create A', 'create B']);
    expect(lines(await events(client, 'app'))).to.deep.equal([
      'REVIEW_IN_PROGRESS app',
      'CREATE_IN_PROGRESS app',
      'CREATE_IN_PROGRESS A',
      'CREATE_IN_PROGRESS A',
      'CREATE_COMPLETE A',
      'CREATE_IN_PROGRESS B',
      'CREATE_IN_PROGRESS B',
      'CREATE_COMPLETE B',
      'CREATE_COMPLETE app',
    ]);
  });

  it('updates in place, replaces, adds and removes', async () => {
    const { client, world } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing({ Kind: 'x' }), C: thing() }));
    const [a, b] = [...world.things.keys()];
    world.calls.length = 0;
    const stack = await update(client, 'app', template({ A: thing({ Value: '2' }), B: thing({ Kind: 'y' }), D: thing() }));
    expect(stack.StackStatus).to.equal('UPDATE_COMPLETE');
    expect(world.things.get(a ?? '')?.properties).to.deep.equal({ Value: '2' });
    expect(world.things.has(b ?? '')).to.equal(false);
    expect(world.calls.slice(0, 3)).to.have.members(['update A', 'create B', 'create D']);
    expect(world.calls.slice(3)).to.have.members(['delete B', 'delete C']);
  });

  it('puts everything back when an update fails', async () => {
    const { client, world } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing({ Kind: 'x' }), C: thing() }));
    const before = JSON.stringify([...world.things]);
    const stack = await update(
      client,
      'app',
      template({
        A: thing({ Value: '2' }),
        B: thing({ Kind: 'y' }),
        D: thing(),
        E: thing({ Fail: 'create' }, { DependsOn: ['A', 'B', 'D'] }),
      }),
    );
    expect(stack.StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(JSON.stringify([...world.things])).to.equal(before);
  });

  it('deletes what a failed creation made', async () => {
    const { client, world } = fixture;
    const stack = await create(client, 'app', template({ A: thing(), B: thing({ Fail: 'create' }, { DependsOn: 'A' }) }));
    expect(stack.StackStatus).to.equal('ROLLBACK_COMPLETE');
    expect(world.things.size).to.equal(0);
    expect(lines(await events(client, 'app')).slice(-5)).to.deep.equal([
      'ROLLBACK_IN_PROGRESS app',
      'DELETE_COMPLETE B',
      'DELETE_IN_PROGRESS A',
      'DELETE_COMPLETE A',
      'ROLLBACK_COMPLETE app',
    ]);
  });

  it('deletes the stack in the reverse order and answers by ARN afterwards', async () => {
    const { client, world } = fixture;
    const { StackId = '' } = await create(client, 'app', template({ B: thing({ Value: { Ref: 'A' } }), A: thing() }));
    world.calls.length = 0;
    const stack = await remove(client, StackId);
    expect(stack.StackStatus).to.equal('DELETE_COMPLETE');
    expect(world.calls).to.deep.equal(['delete B', 'delete A']);
  });
});
