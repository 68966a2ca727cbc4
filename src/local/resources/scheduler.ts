/** `AWS::Scheduler::Schedule`. */
import type { Services } from '../services/index.ts';
import type { Schedule } from '../services/scheduler/schedules.ts';
import type { Properties, ProvidedResource, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'Scheduler';
const LONGEST_NAME = 64;

export function providers(services: Services): ResourceProvider[] {
  const { scheduler } = services;
  const provided = ({ name, arn }: Schedule): ProvidedResource => ({ physicalId: name, attributes: { Arn: arn } });

  const schedule: ResourceProvider = {
    type: 'AWS::Scheduler::Schedule',
    create: (properties, context) =>
      handled(SERVICE, () => {
        const name = String(properties.Name ?? context.generatedName(LONGEST_NAME));
        if (scheduler.find(context.region, name)) {
          throw new ProviderError('AlreadyExists', `Schedule ${name} already exists.`, SERVICE, 409);
        }
        return provided(scheduler.create(context.region, name, checked(properties)));
      }),
    update: (name, properties, _previous, { region }) =>
      handled(SERVICE, () => provided(scheduler.update(region, name, checked(properties)))),
    delete: (name, _properties, { region }) =>
      handled(SERVICE, () => (scheduler.find(region, name) ? scheduler.remove(region, name) : undefined)),
    async read(name, region) {
      const found = scheduler.find(region, name);
      return found && provided(found);
    },
  };

  return [schedule];
}

const PROPERTIES = [
  'Description',
  'EndDate',
  'FlexibleTimeWindow',
  'GroupName',
  'Name',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'State',
  'Target',
];

function checked(properties: Properties): Properties {
  refuseUnknown(properties, PROPERTIES, 'schedules');
  const { GroupName: group = 'default' } = properties;
  if (group !== 'default') throw new ProviderError('NotFound', `Schedule group ${group} does not exist.`, SERVICE, 404);
  return properties;
}
