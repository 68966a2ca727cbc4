/** Values of a template's parameters, with AWS's checks. */
import { refuse } from './refusal.ts';
import type { Template, TemplateParameter } from './template.ts';

export interface GivenParameter {
  readonly key: string;
  readonly value?: string | undefined;
  readonly usePrevious: boolean;
}

type Values = Readonly<Record<string, string>>;

const VALUE_LIMIT = 4096;

/** Every parameter's value: the given one, the previous one where that was asked for, else the default. */
export function parameterValues(template: Template, given: readonly GivenParameter[], previous: Values): Values {
  const declared = template.Parameters ?? {};
  const unknown = given.filter(({ key }) => !Object.hasOwn(declared, key)).map(({ key }) => key);
  if (unknown.length > 0) refuse(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(declared)) {
    const value = chosenValue(name, parameter, given, previous);
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0) refuse(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of Object.entries(values)) checkValue(name, value, declared[name] as TemplateParameter);
  return values;
}

function chosenValue(name: string, parameter: TemplateParameter, given: readonly GivenParameter[], previous: Values): string | undefined {
  const own = given.find(({ key }) => key === name);
  if (own?.usePrevious) {
    if (own.value !== undefined)
      refuse(`Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true and non empty value for a parameter`);
    if (!Object.hasOwn(previous, name))
      refuse(
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    return previous[name];
  }
  if (own?.value !== undefined) return own.value;
  return parameter.Default === undefined ? undefined : String(parameter.Default);
}

function checkValue(name: string, value: string, parameter: TemplateParameter): void {
  if (Buffer.byteLength(value) > VALUE_LIMIT) {
    refuse(
      `1 validation error detected: Value for parameter '${name}' failed to satisfy constraint: Member must have length less than or equal to ${VALUE_LIMIT}`,
    );
  }
  if (parameter.Type.startsWith('AWS::SSM::')) {
    refuse(`Parameter '${name}' has the type ${parameter.Type}, and SSM is not available in the embedded endpoint.`);
  }
  const fail = (rule: string): never =>
    refuse(
      parameter.ConstraintDescription === undefined
        ? `Parameter '${name}' must ${rule}`
        : `Parameter ${name} failed to satisfy constraint: ${parameter.ConstraintDescription}`,
    );
  const numbers = parameter.Type === 'Number' ? [value] : parameter.Type === 'List<Number>' ? value.split(',') : [];
  if (numbers.some((number) => number.trim() === '' || Number.isNaN(Number(number)))) fail('be a number');
  const items = isList(parameter) ? value.split(',').map((item) => item.trim()) : [value];
  const allowed = parameter.AllowedValues?.map(String);
  if (allowed && items.some((item) => !allowed.includes(item))) fail('be one of AllowedValues');
  if (parameter.AllowedPattern !== undefined && items.some((item) => !new RegExp(`^(?:${parameter.AllowedPattern})$`).test(item))) {
    fail(`match pattern ${parameter.AllowedPattern}`);
  }
  if (parameter.MinLength !== undefined && value.length < Number(parameter.MinLength))
    fail(`contain at least ${parameter.MinLength} characters`);
  if (parameter.MaxLength !== undefined && value.length > Number(parameter.MaxLength))
    fail(`contain at most ${parameter.MaxLength} characters`);
  if (parameter.MinValue !== undefined && Number(value) < Number(parameter.MinValue))
    fail(`be a number not less than ${parameter.MinValue}`);
  if (parameter.MaxValue !== undefined && Number(value) > Number(parameter.MaxValue))
    fail(`be a number not greater than ${parameter.MaxValue}`);
}

/** Lists are given as text with commas and seen as lists by `Ref`. */
export function isList(parameter: TemplateParameter): boolean {
  return parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
}

export function isHidden(parameter: TemplateParameter | undefined): boolean {
  return parameter?.NoEcho === true || parameter?.NoEcho === 'true';
}
