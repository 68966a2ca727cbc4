/** IAM's limit of what a role's inline policies take together. */
import type { StackTemplate } from '../core/stages.ts';
import type { Report } from './report.ts';

/** Characters, white space not counted. */
const LIMIT = 10_240;

export function checkRoles({ template, origins, path }: StackTemplate, report: Report): void {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const policies = Array.isArray(Properties?.Policies) ? Properties.Policies : [];
    const size = policies.reduce<number>((sum, policy) => sum + knownSize((policy as { PolicyDocument?: unknown }).PolicyDocument), 0);
    if (size > LIMIT) report('E3036', origins[id]?.path ?? path, { size, limit: LIMIT });
  }
}

/** Length as JSON; what only CloudFormation knows counts nothing. */
function knownSize(value: unknown): number {
  if (typeof value === 'string') return JSON.stringify(value.replaceAll(/\s/g, '')).length;
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (Array.isArray(value)) return 2 + value.reduce<number>((sum, item, index) => sum + knownSize(item) + (index === 0 ? 0 : 1), 0);
  const [[only, inside] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && /^(Ref$|Fn::)/.test(only)) return only === 'Fn::Join' ? joinedSize(inside) : 0;
  return 2 + Object.entries(value).reduce((sum, [key, item], index) => sum + key.length + 3 + knownSize(item) + (index === 0 ? 0 : 1), 0);
}

/** The texts between what isn't known. */
function joinedSize(argument: unknown): number {
  const [, parts] = Array.isArray(argument) ? argument : [];
  return Array.isArray(parts) ? 2 + parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0) : 0;
}
