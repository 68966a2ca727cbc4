/** All stacks of the endpoint: finding them, and what they give one another. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openJournals, StackJournal } from './journal.ts';
import type { Stack, StackResource } from './model.ts';
import { OperationFailure, refuse } from './refusal.ts';
import type { OtherStacks } from './scope.ts';

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stack: Stack;
}

/** Deleted stacks answer by their ARN for so long; here only the latest ones, so that starting stays quick. */
const REMEMBERED = 90 * 24 * 3600 * 1000;
const DELETED_KEPT = 50;

export class Stacks implements OtherStacks {
  readonly #directory: string;
  readonly #byId = new Map<string, StackJournal>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  load(): void {
    const journals = openJournals(this.#directory).sort((a, b) => a.stack.created - b.stack.created);
    const deletedAt = ({ stack }: StackJournal) => stack.deleted ?? Number.POSITIVE_INFINITY;
    const deleted = journals.filter(({ stack }) => stack.deleted !== undefined).sort((a, b) => deletedAt(b) - deletedAt(a));
    const forgotten = new Set(deleted.filter((journal, index) => index >= DELETED_KEPT || Date.now() - deletedAt(journal) > REMEMBERED));
    for (const journal of journals) {
      if (forgotten.has(journal)) journal.remove();
      else this.#byId.set(journal.stack.id, journal);
    }
  }

  close(): void {
    for (const journal of this.#byId.values()) journal.close();
  }

  create(stack: Stack): StackJournal {
    mkdirSync(this.#directory, { recursive: true });
    const journal = StackJournal.create(this.#directory, stack);
    this.#byId.set(stack.id, journal);
    return journal;
  }

  /** Newest first. */
  all(region?: string): StackJournal[] {
    const found = [...this.#byId.values()].filter(({ stack }) => region === undefined || stack.region === region);
    return found.reverse();
  }

  /** A stack that is there, by name; any, by ARN. */
  find(region: string, nameOrId: string): StackJournal | undefined {
    if (nameOrId.startsWith('arn:')) return this.#byId.get(nameOrId);
    return this.all(region).find(({ stack }) => stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE');
  }

  get(region: string, nameOrId: string): StackJournal {
    return this.find(region, nameOrId) ?? refuse(`Stack with id ${nameOrId} does not exist`);
  }

  exports(region: string): Export[] {
    return this.all(region)
      .filter(({ stack }) => stack.status !== 'DELETE_COMPLETE')
      .flatMap(({ stack }) =>
        stack.outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [{ name: exportName, value, stack }])),
      );
  }

  /** Names of the stacks that import it. */
  importers(region: string, exportName: string): string[] {
    return this.all(region)
      .reverse()
      .filter(({ stack }) => stack.status !== 'DELETE_COMPLETE' && stack.importedExports.includes(exportName))
      .map(({ stack }) => stack.name);
  }

  importedValue(region: string, exportName: string): string {
    const found = this.exports(region).find(({ name }) => name === exportName);
    if (!found) throw new OperationFailure(`No export named ${exportName} found.`);
    return found.value;
  }

  output(region: string, stackName: string, outputName: string): string {
    const stack = this.find(region, stackName)?.stack;
    if (!stack) refuse(`Stack with id ${stackName} does not exist`);
    const output = stack.outputs.find(({ key }) => key === outputName);
    return output ? output.value : refuse(`Output ${outputName} does not exist in stack ${stackName}`);
  }

  /** The stack that a physical resource belongs to; one that was kept when its stack let go of it belongs to none. */
  ownerOf(region: string, type: string, physicalId: string): StackJournal | undefined {
    const owned = (resource: StackResource) =>
      resource.type === type && resource.physicalId === physicalId && !['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(resource.status);
    return this.all(region).find(({ stack, resources }) => stack.status !== 'DELETE_COMPLETE' && [...resources.values()].some(owned));
  }
}

/** Where the endpoint keeps its stacks. */
export function stacksDirectory(directory: string): string {
  return join(directory, 'cloudformation');
}
