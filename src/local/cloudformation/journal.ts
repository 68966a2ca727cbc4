/**
 * A stack on disk: one file, one line per step, each line all that the step changed. A line is written before the step
 * counts as done, so that a killed endpoint goes on where it was; a last line that was cut off never happened.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../state-file.ts';
import type { ChangeSet, Stack, StackEvent, StackResource } from './model.ts';

/** One step. In `stack`, `undefined` removes a field. */
export interface Entry {
  readonly stack?: Partial<Stack>;
  readonly resources?: readonly StackResource[];
  readonly withoutResources?: readonly string[];
  readonly events?: readonly StackEvent[];
  readonly changeSets?: readonly ChangeSet[];
  readonly withoutChangeSets?: readonly string[];
}

/** Lines after which a settled stack is written anew as one, with its newest events. */
const COMPACT_AFTER = 2000;
const EVENTS_KEPT = 5000;

/** A stack to be looked at; it need not be on disk yet. */
export interface StackView {
  readonly stack: Stack;
  readonly resources: ReadonlyMap<string, StackResource>;
}

/** A stack in memory, in step with its file. */
export class StackJournal implements StackView {
  #stack: Stack;
  readonly resources = new Map<string, StackResource>();
  /** Oldest first. */
  readonly events: StackEvent[] = [];
  /** By id. */
  readonly changeSets = new Map<string, ChangeSet>();
  readonly #path: string;
  #file: number | undefined;
  #lines = 0;

  private constructor(path: string, stack: Stack) {
    this.#path = path;
    this.#stack = stack;
  }

  static create(directory: string, stack: Stack): StackJournal {
    const journal = new StackJournal(join(directory, `${stack.id.split('/').at(-1)}.jsonl`), stack);
    journal.write({ stack });
    return journal;
  }

  static open(path: string): StackJournal | undefined {
    const text = readFileSync(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    const entries = whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry);
    const first = entries[0]?.stack;
    if (!first) return undefined;
    const journal = new StackJournal(path, first as Stack);
    for (const entry of entries) journal.#apply(entry);
    journal.#lines = entries.length;
    return journal;
  }

  get stack(): Stack {
    return this.#stack;
  }

  write(entry: Entry): void {
    this.#file ??= openSync(this.#path, 'a');
    writeSync(this.#file, `${JSON.stringify(entry.stack ? { ...entry, stack: withNulls(entry.stack) } : entry)}\n`);
    this.#lines += 1;
    this.#apply(entry);
    const grown = this.#lines > COMPACT_AFTER || this.#stack.status === 'DELETE_COMPLETE';
    if (grown && !this.#stack.operation) this.#compact();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  #apply(entry: Entry): void {
    if (entry.stack) {
      const present = Object.entries({ ...this.#stack, ...entry.stack }).filter(([, value]) => value !== undefined && value !== null);
      this.#stack = Object.fromEntries(present) as unknown as Stack;
    }
    for (const resource of entry.resources ?? []) this.resources.set(resource.logicalId, resource);
    for (const id of entry.withoutResources ?? []) this.resources.delete(id);
    this.events.push(...(entry.events ?? []));
    for (const changeSet of entry.changeSets ?? []) this.changeSets.set(changeSet.id, changeSet);
    for (const id of entry.withoutChangeSets ?? []) this.changeSets.delete(id);
  }

  #compact(): void {
    this.close();
    this.events.splice(0, this.events.length - EVENTS_KEPT);
    const whole: Entry = {
      stack: this.#stack,
      resources: [...this.resources.values()],
      events: this.events,
      changeSets: [...this.changeSets.values()],
    };
    writeWhole(this.#path, `${JSON.stringify(whole)}\n`);
    this.#lines = 1;
  }
}

/** JSON has no `undefined`: a field that is to go is written as null. */
function withNulls(stack: Partial<Stack>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(stack).map(([name, value]) => [name, value ?? null]));
}

/** All stacks of a folder, those that were deleted too. */
export function openJournals(directory: string): StackJournal[] {
  mkdirSync(directory, { recursive: true });
  return readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => StackJournal.open(join(directory, name)))
    .filter((journal) => journal !== undefined);
}
