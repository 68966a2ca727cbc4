import { StackStatus } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { isInProgress, isSuccess, knownStatuses, recoveryOf } from '../../src/deploy/recover.ts';

describe('recoveryOf', () => {
  it('has a row for every status that the service has, and no other', () => {
    expect([...knownStatuses].sort()).to.deep.equal(Object.values(StackStatus).sort());
  });

  it('waits for exactly the statuses of a running operation', () => {
    const waiting = knownStatuses.filter((status) => recoveryOf(status).step === 'wait');
    expect(waiting.every(isInProgress)).to.equal(true);
    expect(knownStatuses.filter((status) => isInProgress(status) && !waiting.includes(status))).to.deep.equal([]);
  });

  it('updates every status that is a success', () => {
    expect(knownStatuses.filter(isSuccess).map((status) => recoveryOf(status).step)).to.deep.equal(['update', 'update', 'update']);
  });

  it('creates where there is no stack, and leaves what it does not know to a person', () => {
    expect(recoveryOf(undefined).step).to.equal('create');
    expect(recoveryOf('PAUSED').step).to.equal('ask');
  });
});
