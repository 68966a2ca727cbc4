/**
 * In: a schedule and a job. Out: the job's function and an EventBridge schedule that may call it.
 * Never lets the schedule call anything but its function.
 */

import { instead } from '../../../core/fix.ts';
import type { ConfigOf } from '../../config-of.ts';
import type { Construct, ExpandContext } from '../../construct.ts';
import { functions } from '../../kit/functions.ts';
import { allow, role } from '../../kit/iam.ts';
import { attribute, ref } from '../../kit/intrinsics.ts';
import { jsonText } from '../../kit/json-text.ts';
import { scheduleProblem } from './schedule.ts';
import { schema } from './schema.ts';

export type CronConfig = ConfigOf<typeof schema>;

export const construct: Construct<CronConfig> = {
  type: 'Cron',
  schema,
  describe(_config, self) {
    const id = self.logicalId('Function');
    return {
      attributes: {
        functionName: { value: ref(id) },
        functionArn: { value: attribute(id, 'Arn') },
        scheduleName: { value: ref(self.logicalId('Schedule')) },
      },
      levels: {},
      bindings: [],
      shown: [],
    };
  },
  expand(config, context) {
    checkSchedule(config.schedule, context);
    if (config.timezone !== 'UTC' && String(config.schedule).startsWith('rate(')) {
      context.report('E3045', [...context.path, 'timezone'], {
        key: 'timezone',
        because: 'a `rate` counts from when the schedule is made',
      });
    }
    const { resources, assets } = functions([{ prefix: '', config: config.job, path: [...context.path, 'job'] }], [], context);
    const functionArn = attribute(context.logicalId('Function'), 'Arn');
    return {
      resources: {
        ...resources,
        ScheduleRole: role('scheduler', [allow(['lambda:InvokeFunction'], functionArn)], context, {
          // Only schedules of this account: the service acts for everyone.
          StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
        }),
        Schedule: {
          type: 'AWS::Scheduler::Schedule',
          path: [...context.path, 'schedule'],
          properties: {
            ScheduleExpression: config.schedule,
            ScheduleExpressionTimezone: config.timezone,
            FlexibleTimeWindow: { Mode: 'OFF' },
            State: config.enabled ? 'ENABLED' : 'DISABLED',
            Target: {
              Arn: functionArn,
              RoleArn: attribute(context.logicalId('ScheduleRole'), 'Arn'),
              Input: config.input === undefined ? undefined : jsonText(config.input),
            },
          },
        },
      },
      assets,
    };
  },
};

function checkSchedule(schedule: string, { path, report }: ExpandContext): void {
  const found = scheduleProblem(schedule);
  if (!found) return;
  const fix = found.right === undefined ? undefined : instead(schedule, found.right);
  report('E3023', [...path, 'schedule'], { schedule, ...found }, { part: 'value', fix });
}
