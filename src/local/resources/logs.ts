/** `AWS::Logs::LogGroup` and `AWS::Logs::LogStream`. */
import type { Services } from '../services/index.ts';
import type { LogGroup } from '../services/logs/groups.ts';
import type { Properties, ProvidedResource, ProviderContext, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'CloudWatchLogs';
const LONGEST_NAME = 512;

export function providers(services: Services): ResourceProvider[] {
  const { logs } = services;

  const provided = ({ region, name }: LogGroup): ProvidedResource => ({
    physicalId: name,
    attributes: { Arn: `${logs.groupArn(region, name)}:*` },
  });

  const group: ResourceProvider = {
    type: 'AWS::Logs::LogGroup',
    create: (properties, context) =>
      handled(SERVICE, () => {
        const name = String(properties.LogGroupName ?? context.generatedName(LONGEST_NAME));
        if (logs.groups.find(context.region, name)) {
          const message = `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"${name}"}' already exists.`;
          throw new ProviderError('AlreadyExists', message, SERVICE);
        }
        return provided(logs.groups.create(context.region, name, settings(properties, context)));
      }),
    update: (name, properties, _previous, context) =>
      handled(SERVICE, () => {
        logs.groups.update(context.region, name, settings(properties, context));
        return provided(logs.groups.get(context.region, name));
      }),
    delete: (name, _properties, { region }) =>
      handled(SERVICE, () => (logs.groups.find(region, name) ? logs.groups.remove(region, name) : undefined)),
    async read(name, region) {
      const found = logs.groups.find(region, name);
      return found && provided(found);
    },
  };

  const stream: ResourceProvider = {
    type: 'AWS::Logs::LogStream',
    create: (properties, context) =>
      handled(SERVICE, () => {
        const name = String(properties.LogStreamName ?? context.generatedName(LONGEST_NAME));
        logs.groups.createStream(logs.groups.get(context.region, String(properties.LogGroupName)), name);
        return { physicalId: name, attributes: {} };
      }),
    update: async (name) => ({ physicalId: name, attributes: {} }),
    // Its lines stay as long as the group keeps them.
    async delete() {},
    // A stream's name says nothing without its group.
    read: async () => undefined,
  };

  return [group, stream];
}

const PROPERTIES = ['LogGroupClass', 'LogGroupName', 'RetentionInDays', 'Tags'];

function settings(properties: Properties, context: ProviderContext) {
  refuseUnknown(properties, PROPERTIES, 'log groups');
  const { RetentionInDays: days, LogGroupClass: logGroupClass, Tags: tags = [] } = properties;
  const own = (tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
  return {
    retentionInDays: days === undefined ? undefined : Number(days),
    logGroupClass: logGroupClass as string | undefined,
    tags: { ...context.tags, ...Object.fromEntries(own) },
  };
}
