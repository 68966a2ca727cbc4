/** Values from outside the app, `${ssm:…}` and `${cfn:…}`: read before planning, passed on as plain parameters. */
import type { ParameterSource, PublishStep, PublishValue, StackTemplate } from '../core/stages.ts';
import type { Cloud, Region } from './cloud.ts';
import { type ExternalSource, externalKey } from './deployed.ts';
import { stop } from './failure.ts';

/** What takes values from outside: an assembly, or the expansion that it is made from. */
interface Takers {
  readonly stacks: readonly Pick<StackTemplate, 'region' | 'parameters'>[];
  readonly publish: readonly PublishStep[];
}

interface WantedValue {
  readonly region: string;
  readonly source: ExternalSource;
}

/** By `externalKey`. */
export async function readExternal(app: Takers, cloud: Cloud): Promise<ReadonlyMap<string, string>> {
  const entries = [...externalSources(app)].map(async ([key, { region, source }]) => {
    const found = await lookUp(cloud.in(region), source);
    if ('value' in found) return [key, found.value] as const;
    const { why, hint } = found;
    throw stop(1, 'E5024', { reference: referenceTo(source), why }, hint === undefined ? {} : { hint });
  });
  return new Map(await Promise.all(entries));
}

/** Each value once, by `externalKey`. */
export function externalSources({ stacks, publish }: Takers): ReadonlyMap<string, WantedValue> {
  const wanted = new Map<string, WantedValue>();
  for (const { region, parameters } of stacks) {
    for (const source of Object.values(parameters)) want(region, source);
  }
  for (const { region, environment, bucket, distribution } of publish) {
    for (const value of [...Object.values(environment), bucket, distribution]) want(region, value);
  }
  return wanted;

  function want(region: string, value: ParameterSource | PublishValue): void {
    if (typeof value === 'string') return;
    if ('join' in value) for (const part of value.join) want(region, part);
    else if (value.from === 'ssm' || value.from === 'cfn') wanted.set(externalKey(region, value), { region, source: value });
  }
}

/** As it is written in the app file. */
export function referenceTo(source: ExternalSource): string {
  return source.from === 'ssm' ? `\${ssm:${source.name}}` : `\${cfn:${source.stack}.${source.output}}`;
}

/** `why`: the end of a sentence that begins with the reference. */
export type LookedUp = { readonly value: string } | { readonly why: string; readonly hint?: string };

export async function lookUp(region: Region, source: ExternalSource): Promise<LookedUp> {
  return source.from === 'ssm' ? readParameter(region, source.name) : readOutput(region, source);
}

async function readParameter(region: Region, name: string): Promise<LookedUp> {
  const found = await region.parameter(name);
  if (!found) {
    const hint = `make it with \`aws ssm put-parameter --region ${region.name} --type String --name ${name} --value …\``;
    return { why: `does not exist in ${region.name}`, hint };
  }
  if (found.secure) {
    const hint = 'use a `Secret` construct: its value is read at run time and never written down';
    return { why: 'is a SecureString: its value would stand in plain text in the stack', hint };
  }
  return { value: found.value };
}

async function readOutput(region: Region, { stack, output }: { readonly stack: string; readonly output: string }): Promise<LookedUp> {
  const found = await region.stacks.describe(stack);
  const value = found?.outputs[output];
  if (value !== undefined) return { value };
  const why = found
    ? `names an output that the stack does not have; it has: ${Object.keys(found.outputs).sort().join(', ') || 'none'}`
    : `names a stack that does not exist in ${region.name}`;
  return { why };
}
