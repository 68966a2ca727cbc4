import { expect } from 'chai';
import type { DeployPlan, PlannedStack } from '../../src/core/plan.ts';
import type { Assembly } from '../../src/core/stages.ts';
import type { Deployed } from '../../src/deploy/deployed.ts';
import type { DeployOptions } from '../../src/deploy/options.ts';
import { planDeploy } from '../../src/deploy/plan.ts';
import { assemblyOf, role, type TestStack, table } from './support/assembly.ts';
import { deployedAs } from './support/deployed.ts';

const options: DeployOptions = { protect: false, allowDataLoss: [], allowRegionChange: [] };

const producer: TestStack = { resources: { NotesTable: table('dev-shop-Notes') }, outputs: { Name: { Ref: 'NotesTable' } } };
const consumer: TestStack = { resources: { JobRole: role('reads') }, parameters: { Name: 'core.Name' } };

function app(stacks: Readonly<Record<string, TestStack>>): Assembly {
  return assemblyOf({ stacks });
}

function actions(plan: DeployPlan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.nodes.map(({ id, action }) => [id, action]));
}

function stack(plan: DeployPlan, id: string): PlannedStack {
  return plan.nodes.find((node) => node.kind === 'stack' && node.id === id) as PlannedStack;
}

async function nothing(): Promise<Deployed> {
  const deployed = await deployedAs(assemblyOf({ stacks: {} }));
  const { release: _, ...rest } = deployed;
  return rest;
}

describe('planDeploy', () => {
  it('creates everything where nothing is deployed, producers first', async () => {
    const plan = planDeploy(app({ core: producer, digest: consumer }), await nothing(), options);
    expect(plan.nodes.map(({ id }) => id)).to.deep.equal(['core', 'digest']);
    expect(actions(plan)).to.deep.equal({ core: 'create', digest: 'create' });
    expect(stack(plan, 'core').changes.map(({ action, logicalId }) => `${action} ${logicalId}`)).to.deep.equal(['add NotesTable']);
    expect(stack(plan, 'digest').provisional, 'its value is known only once core is there').to.equal(true);
  });

  it('has nothing to do where template, parameters and tags are the deployed ones', async () => {
    const same = app({ core: producer, digest: consumer });
    const plan = planDeploy(same, await deployedAs(same), options);
    expect(actions(plan)).to.deep.equal({ core: 'unchanged', digest: 'unchanged' });
    expect(plan.nothingToDo).to.equal(true);
    expect(stack(plan, 'core').reasons).to.deep.equal(['same template, parameters and tags']);
  });

  it('updates only the stack whose template changed, and looks at its consumers again', async () => {
    const before = app({ core: producer, digest: consumer, other: { resources: { OtherRole: role('x') } } });
    const after = app({
      core: { ...producer, resources: { ...producer.resources, MoreRole: role('more') } },
      digest: consumer,
      other: { resources: { OtherRole: role('x') } },
    });
    const plan = planDeploy(after, await deployedAs(before), options);
    expect(actions(plan)).to.deep.equal({ core: 'update', digest: 'unchanged', other: 'unchanged' });
    expect(stack(plan, 'digest').provisional).to.equal(true);
    expect(stack(plan, 'other').provisional).to.equal(false);
  });

  it('updates a stack whose deployed parameter is not the value its producer has', async () => {
    const same = app({ core: producer, digest: consumer });
    const deployed = await deployedAs(same);
    const digest = [...deployed.stacks.values()].find(({ name }) => name === 'dev-shop-digest');
    const stale = new Map(deployed.stacks).set('us-east-1/dev-shop-digest', { ...digest, parameters: { Name: 'old' } } as never);
    const plan = planDeploy(same, { ...deployed, stacks: stale }, options);
    expect(actions(plan)).to.deep.equal({ core: 'unchanged', digest: 'update' });
    expect(stack(plan, 'digest').reasons).to.deep.equal(['parameter Name changed']);
  });

  it('says that tags and termination protection changed', async () => {
    const before = app({ core: producer });
    const after = app({ core: { ...producer, tags: { team: 'a' }, protect: true } });
    const plan = planDeploy(after, await deployedAs(before), options);
    expect(stack(plan, 'core').reasons).to.deep.equal(['tags changed', 'termination protection goes on']);
  });

  it('does not touch a stack of that name which is not of this app and stage', async () => {
    const same = app({ core: producer });
    const plan = planDeploy(same, await deployedAs(same, { tags: { owner: 'somebody' } }), options);
    expect(actions(plan)).to.deep.equal({ core: 'blocked' });
    expect(stack(plan, 'core').blocks?.[0]).to.include({ code: 'E5011' });
  });

  it('stops where a stack changes its region, until that is permitted', async () => {
    const before = app({ core: producer });
    const after = app({ core: { ...producer, region: 'eu-west-1' } });
    const deployed = await deployedAs(before);
    expect(stack(planDeploy(after, deployed, options), 'core').blocks?.[0]).to.include({ code: 'E5012' });
    const permitted = planDeploy(after, deployed, { ...options, allowRegionChange: ['core'] });
    expect(actions(permitted)).to.deep.equal({ core: 'create' });
    expect(permitted.undeclared).to.deep.equal([{ id: 'core', name: 'dev-shop-core', region: 'us-east-1' }]);
  });

  const recoveries: readonly (readonly [status: string, action: string])[] = [
    ['REVIEW_IN_PROGRESS', 'create'],
    ['CREATE_FAILED', 'recover'],
    ['ROLLBACK_COMPLETE', 'recover'],
    ['ROLLBACK_FAILED', 'recover'],
    ['UPDATE_FAILED', 'recover'],
    ['UPDATE_ROLLBACK_FAILED', 'recover'],
    ['UPDATE_ROLLBACK_COMPLETE', 'unchanged'],
    ['IMPORT_COMPLETE', 'unchanged'],
    ['IMPORT_ROLLBACK_COMPLETE', 'unchanged'],
    ['IMPORT_ROLLBACK_FAILED', 'blocked'],
    ['DELETE_FAILED', 'recover'],
    ['DELETE_COMPLETE', 'create'],
    ['UPDATE_IN_PROGRESS', 'recover'],
    ['SOME_NEW_STATUS', 'blocked'],
  ];
  for (const [status, action] of recoveries) {
    it(`makes "${action}" of an unchanged stack in ${status}`, async () => {
      const same = app({ core: producer });
      expect(actions(planDeploy(same, await deployedAs(same, { status: { core: status } }), options))).to.deep.equal({ core: action });
    });
  }

  it('deploys only the named stacks and what follows from their values', async () => {
    const before = app({ core: producer, digest: consumer, other: { resources: { OtherRole: role('x') } } });
    const changed = { ...producer, resources: { ...producer.resources, MoreRole: role('more') } };
    const after = app({
      core: changed,
      digest: { ...consumer, resources: { JobRole: role('new text') } },
      other: { resources: { OtherRole: role('y') } },
    });
    const plan = planDeploy(after, await deployedAs(before), { ...options, only: ['core'] });
    expect(actions(plan)).to.deep.equal({ core: 'update', digest: 'unchanged', other: 'unchanged' });
    expect(stack(plan, 'digest').provisional).to.equal(true);
    const alone = planDeploy(after, await deployedAs(before), { ...options, only: ['core'], leaveConsumers: true });
    expect(stack(alone, 'digest').provisional).to.equal(false);
  });

  it('refuses a named stack whose producer is neither deployed nor named', async () => {
    const plan = planDeploy(app({ core: producer, digest: consumer }), await nothing(), { ...options, only: ['digest'] });
    expect(stack(plan, 'digest').blocks?.[0]).to.include({ code: 'E5026' });
  });

  it('refuses the name of a stack that the app does not have', async () => {
    const deployed = await nothing();
    expect(() => planDeploy(app({ core: producer }), deployed, { ...options, only: ['cor'] }))
      .to.throw('the app has no stack cor')
      .with.property('exitStatus', 1);
  });

  it('lets the consumer go before the producer drops what it used', async () => {
    const before = app({ core: producer, digest: consumer });
    const after = app({ core: { resources: producer.resources }, digest: { resources: { JobRole: role('reads') } } });
    const plan = planDeploy(after, await deployedAs(before), options);
    expect(plan.nodes.map(({ id }) => id)).to.deep.equal(['digest', 'core']);
  });

  it('lets a stack give a resource up before another takes it, and stops where the order of the stacks forbids that', async () => {
    const stay = { StayRole: role('stays') };
    const before = app({ a: { resources: { ...stay, ...producer.resources } }, b: { resources: stay } });
    const moved = { a: { resources: stay }, b: { resources: { ...stay, ...producer.resources }, outputs: producer.outputs ?? {} } };
    const plan = planDeploy(app(moved), await deployedAs(before), options);
    expect(plan.nodes.map(({ id, action, dependsOn }) => `${id} ${action} ${dependsOn}`)).to.deep.equal(['a update ', 'b update a']);
    expect(stack(plan, 'b').provisional, 'its change set is made once a has let go').to.equal(true);
    const against = app({ b: moved.b, a: { resources: stay, parameters: { Name: 'b.Name' } } });
    expect(stack(planDeploy(against, await deployedAs(before), options), 'b').blocks?.[0]).to.include({ code: 'E5029' });
  });

  it('names deployed stacks that are no longer declared, and removes them only with --prune, users first', async () => {
    const before = app({
      core: { resources: { A: role('a') }, outputs: { Name: { Ref: 'A' } } },
      digest: consumer,
      keep: { resources: { K: role('k') } },
    });
    const after = app({ keep: { resources: { K: role('k') } } });
    const deployed = await deployedAs(before);
    const plan = planDeploy(after, deployed, options);
    expect(plan.nothingToDo).to.equal(true);
    expect(plan.undeclared.map(({ id }) => id)).to.deep.equal(['core', 'digest']);
    const pruned = planDeploy(after, deployed, { ...options, prune: true });
    expect(pruned.nodes.map(({ id, action }) => `${id} ${action}`)).to.deep.equal(['digest delete', 'core delete', 'keep unchanged']);
  });

  it('marks a table that an earlier removal kept as taken back', async () => {
    const deployed = await nothing();
    const kept = {
      stack: 'core',
      region: 'us-east-1',
      logicalId: 'NotesTable',
      resourceType: 'AWS::DynamoDB::Table',
      physicalId: 'dev-shop-Notes',
      since: '2026-01-01T00:00:00.000Z',
    };
    const plan = planDeploy(app({ core: producer }), { ...deployed, retained: [kept] }, options);
    expect(stack(plan, 'core').changes).to.deep.include({
      logicalId: 'NotesTable',
      resourceType: 'AWS::DynamoDB::Table',
      action: 'import',
      properties: [],
      construct: 'Notes',
      path: ['stacks', 'core', 'constructs', 'Notes'],
      physicalId: 'dev-shop-Notes',
    });
  });

  it('publishes a site when its stacks change or its content did, and not otherwise', async () => {
    const step = {
      id: 'Site',
      kind: 'site' as const,
      stack: 'web',
      region: 'us-east-1',
      source: 'web',
      environment: { URL: { from: 'output' as const, stack: 'core', output: 'Name' } },
      cache: [],
      bucket: 'b',
      distribution: 'd',
      dependsOn: ['core', 'web'],
      path: ['stacks', 'web', 'constructs', 'Site'],
    };
    const stacks = { core: producer, web: { resources: { SiteRole: role('s') } } };
    const same = assemblyOf({ stacks, publish: [step] });
    const deployed = await deployedAs(same);
    const at = (state: 'same' | 'changed' | 'never') =>
      actions(planDeploy(same, { ...deployed, published: new Map([['Site', state]]) }, options)).Site;
    expect([at('same'), at('changed'), at('never')]).to.deep.equal(['unchanged', 'publish', 'publish']);
    const changed = assemblyOf({ stacks: { ...stacks, core: { ...producer, tags: { a: 'b' } } }, publish: [step] });
    expect(actions(planDeploy(changed, { ...deployed, published: new Map([['Site', 'same']]) }, options))).to.include({
      Site: 'when-known',
    });
  });
});
