/** `${ssm:…}` and `${cfn:…}` that a deploy could not read, at the line where they are written. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { isExpression } from '../../core/expression.ts';
import type { JsonPath } from '../../core/span.ts';
import type { AppConfig, Expansion } from '../../core/stages.ts';
import type { Cloud } from '../cloud.ts';
import type { ExternalSource } from '../deployed.ts';
import { externalSources, lookUp, referenceTo } from '../external.ts';
import { attempt } from './attempt.ts';

export async function checkValues(
  { stacks }: Pick<AppConfig, 'stacks'>,
  app: Pick<Expansion, 'stacks' | 'publish'>,
  cloud: Cloud,
  diagnostics: Diagnostics,
): Promise<void> {
  const asked = [...externalSources(app).values()].map(async ({ region, source }) => {
    const found = await attempt(referenceTo(source), diagnostics, () => lookUp(cloud.in(region), source));
    return found && 'why' in found.value ? [{ source, ...found.value }] : [];
  });
  for (const { source, why, hint } of (await Promise.all(asked)).flat()) {
    const path = placeOf(source, stacks) ?? [];
    diagnostics.report('E5024', path, { reference: referenceTo(source), why }, { part: 'value', ...(hint !== undefined && { hint }) });
  }
}

/** Where it is used first. */
function placeOf(source: ExternalSource, stacks: AppConfig['stacks']): JsonPath | undefined {
  for (const { path, constructs, ...stack } of stacks) {
    for (const construct of constructs) {
      const found = findIn(construct.config, construct.path, source);
      if (found) return found;
    }
    const found = findIn(stack, path, source);
    if (found) return found;
  }
  return undefined;
}

function findIn(value: unknown, path: JsonPath, source: ExternalSource): JsonPath | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isExpression(value)) {
    if (value.kind === 'join') return value.parts.some((part) => findIn(part, path, source)) ? path : undefined;
    const isIt =
      source.from === 'ssm'
        ? value.kind === 'ssm' && value.name === source.name
        : value.kind === 'cfn' && value.stack === source.stack && value.output === source.output;
    return isIt ? path : undefined;
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = findIn(inner, [...path, Array.isArray(value) ? Number(key) : key], source);
    if (found) return found;
  }
  return undefined;
}
