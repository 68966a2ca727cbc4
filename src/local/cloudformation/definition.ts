/** What a call asks a stack to be, with everything that AWS checks before it accepts the call. */
import type { ResourceTypes } from '../../aws-schemas/index.ts';
import type { EngineParts } from './engine/run.ts';
import type { Definition, Tags } from './model.ts';
import { type GivenParameter, parameterValues } from './parameters.ts';
import { referencesOf } from './references.ts';
import { refuse, refuseAs } from './refusal.ts';
import type { CallParameters } from './requests.ts';
import { parseTemplate, type Template } from './template.ts';
import { checkTemplate } from './template-check.ts';
import { type ObjectReader, templateText } from './template-source.ts';

export interface Requested {
  readonly definition: Definition;
  readonly template: Template;
  readonly types: ResourceTypes;
}

/** `previous`: what the stack is now; its template, tags and topics hold where the call is silent, its parameters don't. */
export async function requestedDefinition(
  parts: EngineParts,
  objects: ObjectReader,
  parameters: CallParameters,
  previous: Definition | undefined,
): Promise<Requested> {
  parameters.refuseUnavailable('RollbackConfiguration', 'ResourceTypes', 'StackPolicyDuringUpdateBody', 'StackPolicyDuringUpdateURL');
  if (parameters.text('DeploymentConfig.Mode') === 'EXPRESS')
    refuse('The deployment mode EXPRESS is not available in the embedded endpoint.');
  const text = templateText(parameters, objects) ?? previous?.template ?? refuse('There is no previous template to use.');
  const template = checkTemplate(parseTemplate(text));
  const types = await parts.loadTypes(new Set(Object.values(template.Resources).map(({ Type }) => Type)));
  checkTypes(template, types, parts);
  checkAttributes(template, types);
  const capabilities = parameters.texts('Capabilities') ?? [];
  checkCapabilities(template, capabilities);
  const roleArn = parameters.text('RoleARN') ?? previous?.roleArn;
  return {
    template,
    types,
    definition: {
      template: text,
      parameters: parameterValues(template, givenParameters(parameters), previous?.parameters ?? {}),
      tags: tagsOf(parameters) ?? previous?.tags ?? {},
      capabilities,
      notificationArns: parameters.texts('NotificationARNs') ?? previous?.notificationArns ?? [],
      ...(roleArn !== undefined && { roleArn }),
    },
  };
}

function givenParameters(parameters: CallParameters): GivenParameter[] {
  return (parameters.structures('Parameters') ?? []).map((given) => ({
    key: given.ParameterKey ?? '',
    value: given.ParameterValue,
    usePrevious: given.UsePreviousValue === 'true',
  }));
}

const TAG_LIMIT = 50;

function tagsOf(parameters: CallParameters): Tags | undefined {
  const given = parameters.structures('Tags');
  if (!given) return undefined;
  if (given.length > TAG_LIMIT) {
    refuse(
      `1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${TAG_LIMIT}`,
    );
  }
  const tags: Record<string, string> = {};
  for (const { Key = '', Value = '' } of given) {
    if (Key.toLowerCase().startsWith('aws:')) refuse('Stack tag keys cannot start with aws:');
    if (Key === '' || Key.length > 128)
      refuse("1 validation error detected: Value at 'tags.key' failed to satisfy constraint: Member must have length between 1 and 128");
    if (Value.length > 256)
      refuse(
        "1 validation error detected: Value at 'tags.value' failed to satisfy constraint: Member must have length less than or equal to 256",
      );
    if (Object.hasOwn(tags, Key)) refuse(`Duplicate tag key: ${Key}`);
    tags[Key] = Value;
  }
  return tags;
}

function checkTypes(template: Template, types: ResourceTypes, parts: EngineParts): void {
  const used = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
  const services = new Set([...parts.providers.keys()].map(serviceOf));
  const unrecognized = used.filter((type) => !types.get(type) && services.has(serviceOf(type)));
  if (unrecognized.length > 0) refuse(`Template format error: Unrecognized resource types: [${unrecognized.join(', ')}]`);
  const unavailable = used.filter((type) => !parts.providers.has(type));
  if (unavailable.length > 0) {
    refuse(`Resource types not available in the embedded endpoint: [${unavailable.join(', ')}]`);
  }
}

/** `AWS::S3` of `AWS::S3::Bucket`. */
function serviceOf(type: string): string {
  return type.split('::').slice(0, 2).join('::');
}

function checkAttributes(template: Template, types: ResourceTypes): void {
  const values = [
    ...Object.values(template.Resources).map(({ Properties }) => Properties),
    ...Object.values(template.Outputs ?? {}).map(({ Value }) => Value),
  ];
  for (const reference of values.flatMap((value) => referencesOf(value))) {
    if (reference.kind !== 'attribute') continue;
    const type = types.get(template.Resources[reference.name]?.Type ?? '');
    const known = type?.attributes.some(
      (attribute) => attribute === reference.attribute || reference.attribute.startsWith(`${attribute}.`),
    );
    if (!known) refuse(`Template error: resource ${reference.name} does not support attribute type ${reference.attribute} in Fn::GetAtt`);
  }
}

const NAMES_OF_IAM: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/** The capability that the template needs, if any. */
export function requiredCapability(template: Template): { capability: string; reason: string } | undefined {
  const iam = Object.values(template.Resources).filter(({ Type }) => Object.hasOwn(NAMES_OF_IAM, Type));
  if (iam.length === 0) return undefined;
  const named = iam.some(({ Type, Properties }) => Object.hasOwn(Properties ?? {}, NAMES_OF_IAM[Type] ?? ''));
  const reason = `The following resource(s) require capabilities: [${[...new Set(iam.map(({ Type }) => Type))].join(', ')}]`;
  return { capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM', reason };
}

function checkCapabilities(template: Template, given: readonly string[]): void {
  const required = requiredCapability(template)?.capability;
  if (required === undefined || given.includes(required) || given.includes('CAPABILITY_NAMED_IAM')) return;
  refuseAs('InsufficientCapabilitiesException', `Requires capabilities : [${required}]`);
}
