/** Events on their way from a schedule to its function: at their place in the window, again where the function can't be called. */
import { randomUUID } from 'node:crypto';
import type { LocalEnvironment } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import type { LambdaService } from '../lambda/index.ts';
import type { Schedule } from './schedules.ts';

export const SERVICE = 'scheduler.amazonaws.com';
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;

interface Delivery {
  readonly schedule: Schedule;
  readonly due: Date;
  readonly executionId: string;
  readonly attempt: number;
}

export interface DeliveryOptions {
  readonly environment: LocalEnvironment;
  readonly services: {
    readonly iam: Pick<IamService, 'authorize' | 'mayAssume'>;
    readonly lambda: Pick<LambdaService, 'byArn' | 'enqueue'>;
  };
  readonly groupArn: (region: string) => string;
  /** A schedule that is gone is not tried again. */
  readonly exists: (schedule: Schedule) => boolean;
}

export interface Deliveries {
  /** Once the schedule is due. */
  add(schedule: Schedule, due: Date): void;
  stop(): void;
}

export function createDeliveries(options: DeliveryOptions): Deliveries {
  const waiting = new Set<NodeJS.Timeout>();

  function later(milliseconds: number, delivery: Delivery): void {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      deliver(delivery);
    }, milliseconds);
    waiting.add(timer);
  }

  function deliver(delivery: Delivery): void {
    const { schedule, due, attempt } = delivery;
    const { target, reason } = targetOf(schedule);
    if (target) {
      options.services.lambda.enqueue(target, Buffer.from(inputOf(delivery, options.environment.account)));
      options.environment.log({ event: 'scheduler.fired', schedule: schedule.name, function: target.name });
      return;
    }
    const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = schedule.settings.Target.RetryPolicy;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    const again = attempt <= attempts && Date.now() + pause <= due.getTime() + age * 1000 && options.exists(schedule);
    options.environment.log({ event: 'scheduler.failed', schedule: schedule.name, attempt, reason, again });
    if (again) later(pause, { ...delivery, attempt: attempt + 1 });
  }

  /** The function, where the schedule's role may call it now. */
  function targetOf({ region, settings, name }: Schedule) {
    const { RoleArn: roleArn, Arn: arn } = settings.Target;
    if (!options.services.iam.mayAssume(roleArn, { service: SERVICE, sourceArn: options.groupArn(region) })) {
      return { reason: `${SERVICE} can't assume the role ${roleArn}.` };
    }
    const decision = options.services.iam.authorize({ kind: 'role', roleArn, sessionName: name }, 'lambda:InvokeFunction', arn);
    if (!decision.allowed) return { reason: decision.message };
    const target = options.services.lambda.byArn(arn);
    return target ? { target } : { reason: `Function not found: ${arn}` };
  }

  return {
    add(schedule, due) {
      const { FlexibleTimeWindow: window } = schedule.settings;
      const delivery = { schedule, due, executionId: randomUUID(), attempt: 1 };
      if (window.Mode === 'FLEXIBLE') later(Math.random() * window.MaximumWindowInMinutes * 60_000, delivery);
      else deliver(delivery);
    },
    stop() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** The target's input with Scheduler's own attributes put in; without one, an event that says what it is. */
function inputOf({ schedule, due, executionId, attempt }: Delivery, account: string): string {
  const time = due.toISOString().replace(/\.\d{3}Z$/, 'Z');
  const { Input: input } = schedule.settings.Target;
  if (input === undefined) {
    return JSON.stringify({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time,
      region: schedule.region,
      resources: [schedule.arn],
      detail: '{}',
    });
  }
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', schedule.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
}
