/**
 * In: where values come from, and what the stacks gave so far. Out: the values, and which of them are not known yet.
 * Never: a call. Every parameter is sent every time: one left out would silently fall back to its default.
 */
import type { AssembledStack, PublishValue } from '../core/stages.ts';
import { type Deployed, externalKey } from './deployed.ts';

export interface KnownValues {
  readonly account: string;
  readonly external: ReadonlyMap<string, string>;
  /** What a stack gives; `pending` while that may still change. `undefined` where it is not deployed. */
  outputs(stack: string): Readonly<Record<string, string>> | 'pending' | undefined;
}

/** Those of a run: a stack's outputs are known once it is settled. */
export function knownValues({
  deployed,
  outputs,
}: {
  readonly deployed: Pick<Deployed, 'account' | 'external'>;
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
}): KnownValues {
  return { account: deployed.account, external: deployed.external, outputs: (id) => outputs.get(id) };
}

export interface ResolvedParameters {
  readonly values: Readonly<Record<string, string>>;
  /** Names of parameters whose value is known only later. */
  readonly pending: readonly string[];
  readonly missing: readonly MissingOutput[];
}

export interface MissingOutput {
  readonly stack: string;
  readonly output: string;
}

/** Our bucket in an account and region: bundles, templates, lock, releases. */
export function assetBucket(account: string, region: string): string {
  return `proj-${account}-${region}`;
}

export function resolveParameters(stack: AssembledStack, known: KnownValues): ResolvedParameters {
  const values: Record<string, string> = {};
  const pending: string[] = [];
  const missing: MissingOutput[] = [];
  for (const [name, source] of Object.entries(stack.parameters)) {
    if (source.from === 'literal') values[name] = source.value;
    else if (source.from === 'asset-bucket') values[name] = assetBucket(known.account, stack.region);
    else {
      const found =
        source.from === 'output' ? outputOf(source, known) : (known.external.get(externalKey(stack.region, source)) ?? undefined);
      if (found === PENDING) pending.push(name);
      else if (found !== undefined) values[name] = found;
      else if (source.from === 'output') missing.push({ stack: source.stack, output: source.output });
    }
  }
  return { values, pending, missing };
}

const PENDING = Symbol('pending');

function outputOf({ stack, output }: MissingOutput, known: KnownValues): string | typeof PENDING | undefined {
  const outputs = known.outputs(stack);
  if (outputs === 'pending') return PENDING;
  return outputs && Object.hasOwn(outputs, output) ? outputs[output] : undefined;
}

export type ResolvedValue = { readonly value: string } | 'pending' | { readonly missing: MissingOutput };

/** A string of a publish step, in the region of its stack. */
export function resolveValue(value: PublishValue, region: string, known: KnownValues): ResolvedValue {
  if (typeof value === 'string') return { value };
  if ('join' in value) {
    const parts = value.join.map((part) => resolveValue(part, region, known));
    const open = parts.find((part) => part === 'pending' || 'missing' in part);
    return open ?? { value: parts.map((part) => (part as { value: string }).value).join('') };
  }
  if (value.from === 'output') {
    const found = outputOf(value, known);
    if (found === PENDING) return 'pending';
    return found === undefined ? { missing: { stack: value.stack, output: value.output } } : { value: found };
  }
  const found = known.external.get(externalKey(region, value));
  return found === undefined ? { missing: { stack: value.from, output: externalKey(region, value) } } : { value: found };
}
