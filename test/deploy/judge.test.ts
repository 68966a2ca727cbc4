import { expect } from 'chai';
import type { DeployPlan, PlannedChange, PlannedNode } from '../../src/core/plan.ts';
import type { ResourceChange } from '../../src/deploy/cloud.ts';
import { exceeds } from '../../src/deploy/exceeds.ts';
import { beyondPlan, plannedChanges } from '../../src/deploy/judge.ts';

type Details = ResourceChange['details'];

function change(logicalId: string, more: Partial<ResourceChange> = {}): ResourceChange {
  return { action: 'Modify', logicalId, type: 'AWS::X::Y', replacement: 'False', details: [], ...more };
}

function judged(
  changes: readonly ResourceChange[],
  compared: readonly Pick<PlannedChange, 'logicalId' | 'action'>[] = [],
): Readonly<Record<string, string>> {
  const found = plannedChanges(changes, { stack: { origins: {} }, before: undefined, compared, releasedOrigins: {} });
  return Object.fromEntries(found.map(({ logicalId, action, fate }) => [logicalId, fate ? `${action} ${fate}` : action]));
}

describe('judging a change set', () => {
  const always = (evaluation: 'Static' | 'Dynamic', cause?: string): Details => [
    { property: 'P', recreation: 'Always', evaluation, ...(cause && { cause }) },
  ];

  it('takes "certainly replaced" at its word, and its policy for what becomes of the old one', () => {
    expect(
      judged([change('A', { replacement: 'True', policyAction: 'ReplaceAndRetain' }), change('B', { replacement: 'True' })]),
    ).to.deep.equal({
      A: 'replace retained',
      B: 'replace deleted',
    });
  });

  it('does not take "perhaps replaced" for replaced where only a neighbour’s unchanged attribute is the cause', () => {
    expect(
      judged([change('Function'), change('Url', { replacement: 'Conditional', details: always('Dynamic', 'Function.Arn') })]),
    ).to.deep.equal({
      Function: 'modify',
      Url: 'modify',
    });
  });

  it('follows a replacement to what refers to the replaced resource, however far', () => {
    const changes = [
      change('C', { replacement: 'Conditional', details: always('Dynamic', 'B') }),
      change('B', { replacement: 'Conditional', details: always('Dynamic', 'A.Arn') }),
      change('A', { replacement: 'True' }),
    ];
    expect(judged(changes)).to.deep.equal({ A: 'replace deleted', B: 'replace deleted', C: 'replace deleted' });
  });

  it('counts a change that may replace by its values as one that does', () => {
    expect(
      judged([
        change('A', { replacement: 'Conditional', details: [{ property: 'P', recreation: 'Conditionally', evaluation: 'Static' }] }),
      ]),
    ).to.deep.equal({
      A: 'replace deleted',
    });
  });

  it('goes by the templates where an endpoint gives no details', () => {
    const changes = [change('A', { replacement: 'Conditional' }), change('B', { replacement: 'Conditional' })];
    expect(
      judged(changes, [
        { logicalId: 'A', action: 'replace' },
        { logicalId: 'B', action: 'modify' },
      ]),
    ).to.deep.equal({ A: 'replace deleted', B: 'modify' });
  });

  it('knows removals, additions and adoptions', () => {
    const changes = [
      change('A', { action: 'Remove', policyAction: 'Retain' }),
      change('B', { action: 'Add' }),
      change('C', { action: 'Import' }),
    ];
    expect(judged(changes)).to.deep.equal({ A: 'remove retained', B: 'add', C: 'import' });
  });
});

describe('beyondPlan', () => {
  const of = (logicalId: string, action: PlannedChange['action']): PlannedChange => ({
    logicalId,
    action,
    resourceType: 'T',
    properties: [],
  });

  it('finds what is added, removed, replaced or imported without having been shown', () => {
    const found = beyondPlan(
      [of('A', 'add'), of('B', 'remove'), of('C', 'replace'), of('D', 'modify')],
      [of('A', 'add'), of('C', 'modify')],
    );
    expect(found.map(({ logicalId }) => logicalId)).to.deep.equal(['B', 'C']);
  });

  it('does not mind that an addition turns out to be an adoption', () => {
    expect(beyondPlan([of('A', 'import')], [of('A', 'add')])).to.deep.equal([]);
  });
});

describe('exceeds', () => {
  const plan = (...nodes: readonly Pick<PlannedNode & { kind: 'stack' }, 'id' | 'action' | 'changes'>[]): DeployPlan => ({
    app: 'a',
    stage: 's',
    account: '1',
    region: 'r',
    nothingToDo: false,
    undeclared: [],
    nodes: nodes.map((node) => ({ kind: 'stack', name: node.id, region: 'r', reasons: [], provisional: false, dependsOn: [], ...node })),
  });
  const remove: PlannedChange = { logicalId: 'T', action: 'remove', resourceType: 'T', properties: [] };

  it('is content with a plan that does the same or less', () => {
    const shown = plan({ id: 'a', action: 'update', changes: [remove] }, { id: 'b', action: 'create', changes: [] });
    expect(exceeds(shown, shown)).to.deep.equal([]);
    expect(exceeds(shown, plan({ id: 'a', action: 'unchanged', changes: [] }, { id: 'b', action: 'create', changes: [] }))).to.deep.equal(
      [],
    );
  });

  it('names a stack that is to be treated otherwise, and a change that was not shown', () => {
    const shown = plan({ id: 'a', action: 'unchanged', changes: [] }, { id: 'b', action: 'update', changes: [] });
    const now = plan({ id: 'a', action: 'update', changes: [] }, { id: 'b', action: 'update', changes: [remove] });
    expect(exceeds(shown, now)).to.deep.equal(['a: update instead of unchanged', 'b: remove T']);
  });
});
