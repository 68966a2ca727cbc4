/** `AWS::Lambda::Function`, `Url`, `Permission` and `EventInvokeConfig`. */
import { AwsError } from '../protocols/aws-error.ts';
import type { Services } from '../services/index.ts';
import type { EventInvokeSettings, FunctionRecord } from '../services/lambda/functions.ts';
import type { PermissionInput } from '../services/lambda/permissions.ts';
import type { Properties, ProvidedResource, ProviderContext, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'Lambda';
const LONGEST_NAME = 64;

export function providers(services: Services): ResourceProvider[] {
  const { lambda } = services;
  const { control } = lambda;

  /** By name or ARN, as templates give either. */
  const find = (region: string, function_: unknown): FunctionRecord | undefined => control.find(region, nameOf(function_));
  const get = (region: string, function_: unknown): FunctionRecord => control.get(region, nameOf(function_));

  const provided = ({ name, arn }: FunctionRecord): ProvidedResource => ({
    physicalId: name,
    attributes: { Arn: arn, 'SnapStartResponse.ApplyOn': 'None', 'SnapStartResponse.OptimizationStatus': 'Off' },
  });

  const functions: ResourceProvider = {
    type: 'AWS::Lambda::Function',
    create: (properties, context) =>
      handled(SERVICE, async () => {
        refuseUnknown(properties, FUNCTION_PROPERTIES, 'functions');
        const name = String(properties.FunctionName ?? context.generatedName(LONGEST_NAME));
        if (control.find(context.region, name)) throw new ProviderError('AlreadyExists', `${name} already exists`, SERVICE, 409);
        return provided(await control.create(context.region, name, properties, extras(properties, context)));
      }),
    update: (name, properties, previous, context) =>
      handled(SERVICE, async () => {
        refuseUnknown(properties, FUNCTION_PROPERTIES, 'functions');
        const record = control.get(context.region, name);
        // Code first, as CloudFormation does: what is refused there leaves the configuration as it was.
        if (differ(properties.Code, previous.Code)) await control.updateCode(record, properties.Code as Properties);
        return provided(control.replaceConfiguration(record, properties, extras(properties, context)));
      }),
    delete: (name, _properties, { region }) =>
      handled(SERVICE, async () => {
        const record = control.find(region, name);
        if (record) await lambda.deleteFunction(record);
      }),
    async read(name, region) {
      const record = control.find(region, name);
      return record && provided(record);
    },
  };

  const url: ResourceProvider = {
    type: 'AWS::Lambda::Url',
    create: (properties, { region }) =>
      handled(SERVICE, async () => {
        const record = get(region, properties.TargetFunctionArn);
        return providedUrl(record, await lambda.createUrl(record, checkedUrl(properties)));
      }),
    update: (arn, properties, _previous, { region }) =>
      handled(SERVICE, async () => providedUrl(get(region, arn), await lambda.updateUrl(get(region, arn), checkedUrl(properties)))),
    delete: (arn, _properties, { region }) =>
      handled(SERVICE, async () => {
        const record = find(region, arn);
        if (record?.url) await lambda.deleteUrl(record);
      }),
    async read(arn, region) {
      const record = find(region, arn);
      const address = record?.url && lambda.urlAddress(record);
      return record && address ? providedUrl(record, address) : undefined;
    },
  };

  const permission: ResourceProvider = {
    type: 'AWS::Lambda::Permission',
    create: (properties, context) =>
      handled(SERVICE, () => {
        refuseUnknown(properties, PERMISSION_PROPERTIES, 'permissions of functions');
        const id = context.generatedName(100);
        const input = { ...properties, StatementId: id, ...(asBoolean(properties.InvokedViaFunctionUrl) ?? {}) };
        control.addPermission(get(context.region, properties.FunctionName), input as unknown as PermissionInput);
        return { physicalId: id, attributes: { Id: id } };
      }),
    update: async (id) => ({ physicalId: id, attributes: { Id: id } }),
    delete: (id, properties, { region }) =>
      handled(SERVICE, () => {
        const record = find(region, properties.FunctionName);
        if (record?.policy.some(({ Sid }) => Sid === id)) control.removePermission(record, id);
      }),
    async read(id, region) {
      const known = control.list(region).some(({ policy }) => policy.some(({ Sid }) => Sid === id));
      return known ? { physicalId: id, attributes: { Id: id } } : undefined;
    },
  };

  const eventInvoke: ResourceProvider = {
    type: 'AWS::Lambda::EventInvokeConfig',
    create: (properties, { region }) =>
      handled(SERVICE, () => {
        const record = get(region, properties.FunctionName);
        if (record.eventInvoke)
          throw new AwsError('ResourceAlreadyExists', `The function ${record.arn} already has an EventInvokeConfig`, 409);
        control.setEventInvoke(record, eventInvokeSettings(properties));
        return { physicalId: `${record.name}|$LATEST`, attributes: {} };
      }),
    update: (id, properties, _previous, { region }) =>
      handled(SERVICE, () => {
        control.setEventInvoke(get(region, properties.FunctionName), eventInvokeSettings(properties));
        return { physicalId: id, attributes: {} };
      }),
    delete: (_id, properties, { region }) =>
      handled(SERVICE, () => {
        const record = find(region, properties.FunctionName);
        if (record?.eventInvoke) control.setEventInvoke(record, undefined);
      }),
    async read(id, region) {
      return find(region, id.split('|')[0])?.eventInvoke ? { physicalId: id, attributes: {} } : undefined;
    },
  };

  return [functions, url, permission, eventInvoke];
}

const FUNCTION_PROPERTIES = [
  'Architectures',
  'Code',
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Role',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'Tags',
  'Timeout',
  'TracingConfig',
];

const PERMISSION_PROPERTIES = [
  'Action',
  'FunctionName',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'Principal',
  'PrincipalOrgID',
  'SourceAccount',
  'SourceArn',
];

function nameOf(function_: unknown): string {
  const text = String(function_);
  return /:function:([^:]+)/.exec(text)?.[1] ?? text;
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

function extras({ Tags: tags = [], ReservedConcurrentExecutions: reserved }: Properties, context: ProviderContext) {
  const own = (tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
  return {
    tags: { ...context.tags, ...Object.fromEntries(own) },
    reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
  };
}

function checkedUrl(properties: Properties): Properties {
  refuseUnknown(properties, ['AuthType', 'Cors', 'InvokeMode', 'TargetFunctionArn'], 'function URLs');
  return properties;
}

function providedUrl({ arn }: FunctionRecord, address: string): ProvidedResource {
  return { physicalId: arn, attributes: { FunctionUrl: address, FunctionArn: arn } };
}

/** Templates may hold a boolean as text. */
function asBoolean(value: unknown): { readonly InvokedViaFunctionUrl: boolean } | undefined {
  return value === undefined ? undefined : { InvokedViaFunctionUrl: String(value) === 'true' };
}

function eventInvokeSettings(properties: Properties): EventInvokeSettings {
  refuseUnknown(properties, ['FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'], 'asynchronous events');
  if (properties.Qualifier !== '$LATEST') {
    throw new ProviderError('InvalidRequest', 'The embedded endpoint has no versions of functions: Qualifier must be $LATEST.', SERVICE);
  }
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age } = properties;
  return {
    ...(retries === undefined ? {} : { MaximumRetryAttempts: Number(retries) }),
    ...(age === undefined ? {} : { MaximumEventAgeInSeconds: Number(age) }),
  };
}
