/** A stack's own `outputs`: a value alone, or in CloudFormation's form with a description or an export. */
import type { JsonPath } from '../core/span.ts';
import type { CfnOutput, CfnValue } from '../core/stages.ts';
import type { Report } from './report.ts';

const KEYS = new Set(['Value', 'Description', 'Export', 'Condition']);

export function ownOutput(name: string, value: CfnValue, path: JsonPath, report: Report): CfnOutput {
  if (typeof value !== 'object' || value === null) return { Value: value };
  const keys = Object.keys(value);
  if (keys.length === 1 && /^(Ref|Fn::[A-Za-z0-9]+)$/.test(keys[0] as string)) return { Value: value };
  if (!keys.includes('Value') || !keys.every((key) => KEYS.has(key))) report('E3034', path, { name });
  return value as unknown as CfnOutput;
}
