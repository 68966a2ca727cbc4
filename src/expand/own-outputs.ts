/** A stack's own `outputs`: a value alone, or in CloudFormation's form with a description or an export. */
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { CfnOutput, CfnValue } from '../core/stages.ts';
import type { Report } from './report.ts';

const KEYS = ['Value', 'Description', 'Export', 'Condition'];

export function ownOutput(name: string, value: CfnValue, path: JsonPath, report: Report): CfnOutput {
  if (typeof value !== 'object' || value === null) return { Value: value };
  const keys = Object.keys(value);
  if (keys.length === 1 && /^(Ref|Fn::[A-Za-z0-9]+)$/.test(keys[0] as string)) return { Value: value };
  if (!keys.includes('Value')) {
    report('E3034', path, { name });
  } else {
    for (const key of keys.filter((one) => !KEYS.includes(one))) {
      const near = nearest(key, KEYS);
      const hint = near === undefined ? `known here: ${KEYS.join(', ')}` : `did you mean \`${near}\`?`;
      report('E2001', [...path, key], { key, owner: `the output \`${name}\`` }, { hint });
    }
  }
  const output = value as unknown as CfnOutput;
  if (output.Export !== undefined && !isNamed(output.Export)) report('E3046', [...path, 'Export'], { name }, { part: 'value' });
  return output;
}

function isNamed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'Name';
}
