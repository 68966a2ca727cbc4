/** What every action of the API works with. */

import type { XmlElement } from '../../protocols/xml.ts';
import type { Engine } from '../engine/index.ts';
import type { StackJournal } from '../journal.ts';
import type { ChangeSet, Stack } from '../model.ts';
import { refuse, refuseAs } from '../refusal.ts';
import type { CallParameters } from '../requests.ts';
import type { Stacks } from '../stacks.ts';
import type { ObjectReader } from '../template-source.ts';

export interface ActionParts {
  readonly engine: Engine;
  readonly stacks: Stacks;
  readonly objects: ObjectReader;
  readonly account: string;
}

export interface Call {
  readonly region: string;
  readonly parameters: CallParameters;
}

export type Action = (parts: ActionParts, call: Call) => Promise<XmlElement | undefined> | XmlElement | undefined;

/** A list on the wire; an empty one is left out, as AWS does. */
export function members(items: readonly (XmlElement | string)[] | undefined): XmlElement | undefined {
  return items && items.length > 0 ? { member: items } : undefined;
}

export function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]*$/;
const STACK_NAME_LIMIT = 128;

export function checkStackName(name: string): void {
  if (!STACK_NAME.test(name)) {
    refuse(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  if (name.length > STACK_NAME_LIMIT) {
    refuse(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must have length less than or equal to ${STACK_NAME_LIMIT}`,
    );
  }
}

const TOKEN = /^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/;

/** `ClientRequestToken`, `ClientToken`. */
export function token(parameters: CallParameters, name: string): string | undefined {
  const value = parameters.text(name);
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  if (value !== undefined && !TOKEN.test(value)) {
    refuse(
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*`,
    );
  }
  return value;
}

/**
 * Whether the operation was accepted before under this token; a token that another operation of the stack had is refused.
 */
export function acceptedBefore(journal: StackJournal, requestToken: string | undefined, type: string, changeSetId?: string): boolean {
  const earlier = requestToken === undefined ? undefined : journal.stack.operations.find((operation) => operation.token === requestToken);
  if (!earlier) return false;
  if (earlier.type === type && earlier.changeSetId === changeSetId) return true;
  refuseAs('TokenAlreadyExistsException', `Token already exists for stack ${journal.stack.id}`);
}

/** The change set by ARN, or by its name in a stack: the newest one. */
export function findChangeSet(parts: ActionParts, { region, parameters }: Call): { journal: StackJournal; changeSet: ChangeSet } {
  const given = parameters.required('ChangeSetName');
  if (given.startsWith('arn:')) {
    for (const journal of parts.stacks.all()) {
      const changeSet = journal.changeSets.get(given);
      if (changeSet) return { journal, changeSet };
    }
    return changeSetMissing(given);
  }
  const stackName = parameters.text('StackName') ?? refuse('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const journal = parts.stacks.find(region, stackName);
  const changeSet = journal && [...journal.changeSets.values()].reverse().find(({ name }) => name === given);
  return changeSet ? { journal, changeSet } : changeSetMissing(given);
}

/** An executed set has the fate of its operation. */
export function executionStatusOf(stack: Stack, { id, executionStatus }: ChangeSet): string {
  const operation = stack.operations.find(({ changeSetId }) => changeSetId === id);
  if (!operation) return executionStatus;
  return { IN_PROGRESS: 'EXECUTE_IN_PROGRESS', SUCCEEDED: 'EXECUTE_COMPLETE', FAILED: 'EXECUTE_FAILED' }[operation.status];
}

function changeSetMissing(name: string): never {
  refuseAs('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}

/** Those that answer to a name. */
export function presentStacks(parts: ActionParts, region: string): StackJournal[] {
  return parts.stacks.all(region).filter(({ stack }) => stack.status !== 'DELETE_COMPLETE');
}

export function ofStack({ id, name }: Stack, element: XmlElement): XmlElement {
  return { StackId: id, StackName: name, ...element };
}
