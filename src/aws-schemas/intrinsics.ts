/** CloudFormation's functions, as far as one can tell what they give without evaluating them. */

export interface Intrinsic {
  /** `Ref`, `Fn::Sub` … */
  readonly name: string;
  readonly argument: unknown;
}

/** An object of one key that names a function. */
export function intrinsicOf(value: unknown): Intrinsic | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [entry, ...more] = Object.entries(value);
  if (!entry || more.length > 0) return undefined;
  const [name, argument] = entry;
  return isFunctionName(name) ? { name, argument } : undefined;
}

export function isFunctionName(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

const strings = new Set(['Fn::Base64', 'Fn::ImportValue', 'Fn::Join', 'Fn::Sub', 'Fn::ToJsonString']);
const lists = new Set(['Fn::Cidr', 'Fn::GetAZs', 'Fn::Split']);

/** `string` stands for every scalar: CloudFormation turns them into one another. Without the template's parameters `Ref` gives a string. */
export function resultOf({ name, argument }: Intrinsic, parameters: Readonly<Record<string, unknown>> = {}): 'string' | 'list' | 'any' {
  if (strings.has(name)) return 'string';
  if (lists.has(name)) return 'list';
  return name === 'Ref' ? resultOfRef(String(argument), parameters) : 'any';
}

function resultOfRef(target: string, parameters: Readonly<Record<string, unknown>>): 'string' | 'list' {
  if (target === 'AWS::NotificationARNs') return 'list';
  const parameter = Object.hasOwn(parameters, target) ? (parameters[target] as { readonly Type?: unknown }) : undefined;
  return /^(List<|CommaDelimitedList$|AWS::SSM::Parameter::Value<(List<|CommaDelimitedList>))/.test(String(parameter?.Type))
    ? 'list'
    : 'string';
}
