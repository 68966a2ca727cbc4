/** One operation while it runs: what its phases share. */
import { randomInt } from 'node:crypto';
import type { ResourceTypes } from '../../../aws-schemas/index.ts';
import type { ProviderContext, ResourceProvider } from '../../types.ts';
import { ProviderError } from '../../types.ts';
import type { Scope } from '../intrinsics.ts';
import type { StackJournal } from '../journal.ts';
import type { Operation, Tags } from '../model.ts';
import { OperationFailure } from '../refusal.ts';
import type { ResourceGraph } from '../resource-graph.ts';
import type { Stacks } from '../stacks.ts';
import type { Template } from '../template.ts';

/** What every operation needs of the endpoint. */
export interface EngineParts {
  readonly account: string;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  readonly stacks: Stacks;
  isFront(host: string): boolean;
  loadTypes(names: Iterable<string>): Promise<ResourceTypes>;
}

/** A template ready to be worked on. */
export interface Prepared {
  readonly template: Template;
  readonly scope: Scope;
  readonly graph: ResourceGraph;
  readonly types: ResourceTypes;
  /** Names of exports that were asked for so far. */
  readonly imported: Set<string>;
}

export interface Run extends EngineParts {
  readonly journal: StackJournal;
  /** First word wins: something failed, someone cancelled, the endpoint stops. Nothing new is started then. */
  halt?: 'failed' | 'cancelled' | 'deleted' | 'stopped' | undefined;
}

/** Someone else goes on: the next start of the endpoint, or the deletion that cut a creation short. */
export function ended(run: Run): boolean {
  return run.halt === 'stopped' || run.halt === 'deleted';
}

export function operationOf(run: Run): Operation {
  const { operation } = run.journal.stack;
  if (!operation) throw new Error(`no operation runs on ${run.journal.stack.name}`);
  return operation;
}

export function providerOf(run: EngineParts, type: string): ResourceProvider {
  const provider = run.providers.get(type);
  if (!provider) throw new Error(`no provider for ${type}`);
  return provider;
}

/** `named` learns a generated name before it is used. */
export function contextFor(run: Run, logicalId: string, tags: Tags, named: (name: string) => void = () => {}): ProviderContext {
  const { stack } = run.journal;
  return {
    region: stack.region,
    account: run.account,
    stackName: stack.name,
    stackId: stack.id,
    logicalId,
    tags,
    generatedName(limit, options = {}) {
      const name = generatedName(`${stack.name}-${logicalId}`, limit);
      const cased = options.lowerCase ? name.toLowerCase() : name;
      named(cased);
      return cased;
    },
  };
}

const SUFFIX_LENGTH = 12;
const SUFFIX_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function generatedName(prefix: string, limit: number): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => SUFFIX_CHARACTERS[randomInt(SUFFIX_CHARACTERS.length)]).join('');
  return `${prefix.slice(0, limit - SUFFIX_LENGTH - 1).replace(/-+$/, '')}-${suffix}`;
}

/** Why a resource failed, in CloudFormation's words. */
export function failureText(error: unknown, requestToken: string): string {
  if (error instanceof ProviderError) {
    const service = `(Service: ${error.service}, Status Code: ${error.statusCode}, Request ID: ${requestToken})`;
    return `Resource handler returned message: "${error.message} ${service}" (RequestToken: ${requestToken}, HandlerErrorCode: ${error.handlerErrorCode})`;
  }
  if (error instanceof OperationFailure || (error instanceof Error && error.name === 'AwsError')) return error.message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Resource handler returned message: "${text}" (RequestToken: ${requestToken}, HandlerErrorCode: InternalFailure)`;
}
