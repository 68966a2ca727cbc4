/** Values from outside the app, `${ssm:…}` and `${cfn:…}`: read before planning, passed on as plain parameters. */
import type { Assembly, ParameterSource, PublishValue } from '../core/stages.ts';
import type { Cloud, Region } from './cloud.ts';
import { type ExternalSource, externalKey } from './deployed.ts';
import { stop } from './failure.ts';

export async function readExternal(assembly: Pick<Assembly, 'stacks' | 'publish'>, cloud: Cloud): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, { readonly region: string; readonly source: ExternalSource }>();
  for (const { region, parameters } of assembly.stacks) {
    for (const source of Object.values(parameters)) want(region, source);
  }
  for (const { region, environment, bucket, distribution } of assembly.publish) {
    for (const value of [...Object.values(environment), bucket, distribution]) want(region, value);
  }
  const entries = [...wanted].map(async ([key, { region, source }]) => [key, await read(cloud.in(region), source)] as const);
  return new Map(await Promise.all(entries));

  function want(region: string, value: ParameterSource | PublishValue): void {
    if (typeof value === 'string') return;
    if ('join' in value) for (const part of value.join) want(region, part);
    else if (value.from === 'ssm' || value.from === 'cfn') wanted.set(externalKey(region, value), { region, source: value });
  }
}

async function read(region: Region, source: ExternalSource): Promise<string> {
  return source.from === 'ssm' ? readParameter(region, source.name) : readOutput(region, source);
}

async function readParameter(region: Region, name: string): Promise<string> {
  const found = await region.parameter(name);
  const reference = `\${ssm:${name}}`;
  if (!found) {
    const hint = `make it with \`aws ssm put-parameter --region ${region.name} --type String --name ${name} --value …\``;
    throw stop(1, 'E5024', { reference, why: `does not exist in ${region.name}` }, { hint });
  }
  if (found.secure) {
    const hint = 'use a `Secret` construct: its value is read at run time and never written down';
    throw stop(1, 'E5024', { reference, why: 'is a SecureString: its value would stand in plain text in the stack' }, { hint });
  }
  return found.value;
}

async function readOutput(region: Region, { stack, output }: { readonly stack: string; readonly output: string }): Promise<string> {
  const found = await region.stacks.describe(stack);
  const value = found?.outputs[output];
  if (value !== undefined) return value;
  const why = found
    ? `names an output that the stack does not have; it has: ${Object.keys(found.outputs).sort().join(', ') || 'none'}`
    : `names a stack that does not exist in ${region.name}`;
  throw stop(1, 'E5024', { reference: `\${cfn:${stack}.${output}}`, why });
}
