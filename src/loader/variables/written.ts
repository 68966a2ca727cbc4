/** A variable as the user writes it, from what it became. */
import type { Expression } from '../../core/expression.ts';

/** The first variable that `value` is put together from. */
export function writtenVariable(value: Expression): string {
  switch (value.kind) {
    case 'attribute':
      return `\${${value.construct}.${value.attribute}}`;
    case 'ssm':
      return `\${ssm:${value.name}}`;
    case 'cfn':
      return `\${cfn:${value.stack}.${value.output}}`;
    case 'pseudo':
      return `\${${SHORT_NAMES.get(value.name) ?? value.name}}`;
    case 'join':
      return writtenVariable(value.parts.find((part) => typeof part !== 'string') as Expression);
  }
}

const SHORT_NAMES = new Map<string, string>([
  ['AWS::AccountId', 'account'],
  ['AWS::Region', 'region'],
]);
