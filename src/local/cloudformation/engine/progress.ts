/** Steps of an operation as they are written down: a status, its event, and what changed with it, all in one line. */
import { randomUUID } from 'node:crypto';
import type { Entry, StackJournal } from '../journal.ts';
import type { Operation, OperationRecord, Stack, StackEvent, StackResource } from '../model.ts';

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** The stack's own event. */
export function stackEvent(stack: Stack, status: string, reason?: string): StackEvent {
  return {
    id: randomUUID(),
    time: Date.now(),
    ...operationOf(stack),
    logicalId: stack.name,
    physicalId: stack.id,
    type: STACK_TYPE,
    status,
    ...(reason !== undefined && { reason }),
  };
}

/** Properties are shown as AWS shows them: once they are known, on every event of the resource. */
export function resourceEvent(
  stack: Stack,
  resource: Pick<StackResource, 'logicalId' | 'physicalId' | 'type' | 'properties'>,
  status: string,
  reason?: string,
): StackEvent {
  const time = Date.now();
  return {
    id: `${resource.logicalId}-${randomUUID()}`,
    time,
    ...operationOf(stack),
    logicalId: resource.logicalId,
    ...(resource.physicalId !== undefined && { physicalId: resource.physicalId }),
    type: resource.type,
    status,
    ...(reason !== undefined && { reason }),
    properties: JSON.stringify(resource.properties),
  };
}

function operationOf(stack: Stack): { operationId: string; token?: string } {
  const { operation } = stack;
  return { operationId: operation?.id ?? stack.operations[0]?.id ?? '', ...(operation?.token !== undefined && { token: operation.token }) };
}

/** The stack takes a status. `change` goes with it: the event belongs to the operation that begins or ends by it. */
export function setStackStatus(
  journal: StackJournal,
  status: string,
  reason?: string,
  change: Partial<Stack> = {},
  more: Entry = {},
): void {
  const stack = { ...journal.stack, ...change, operation: change.operation ?? journal.stack.operation };
  journal.write({ ...more, stack: { ...change, status, statusReason: reason }, events: [stackEvent(stack, status, reason)] });
}

/** The resource takes the status that it carries. */
export function setResource(journal: StackJournal, resource: StackResource, more: Entry = {}): void {
  const event = resourceEvent(journal.stack, resource, resource.status, resource.statusReason);
  journal.write({ ...more, resources: [resource], events: [event] });
}

/** The operation is over. */
export function endOperation(stack: Stack, status: 'SUCCEEDED' | 'FAILED'): Partial<Stack> {
  return {
    operation: undefined,
    operations: stack.operations.map((record) => (record.id === stack.operation?.id ? { ...record, status } : record)),
  };
}

/** The stack is gone: it answers by its ARN only, and gives nothing to others. */
export function setDeleted(journal: StackJournal): void {
  const change: Partial<Stack> = { deleted: Date.now(), outputs: [], importedExports: [], stable: undefined, discarded: [] };
  const more = { withoutChangeSets: [...journal.changeSets.keys()] };
  setStackStatus(journal, 'DELETE_COMPLETE', undefined, { ...endOperation(journal.stack, 'SUCCEEDED'), ...change }, more);
}

const OPERATIONS_KEPT = 50;

export function withOperation(operations: readonly OperationRecord[], record: OperationRecord): OperationRecord[] {
  return [record, ...operations].slice(0, OPERATIONS_KEPT);
}

/** A failed operation is undone by another one, with an id of its own. */
export function followUp(stack: Stack, type: 'ROLLBACK' | 'DELETE_STACK', phase: Operation['phase']): Partial<Stack> {
  const { operation } = stack;
  if (!operation) return {};
  const id = randomUUID();
  const record: OperationRecord = { id, type, status: 'IN_PROGRESS' };
  return { operation: { ...operation, id, phase }, operations: withOperation(endOperation(stack, 'FAILED').operations ?? [], record) };
}
