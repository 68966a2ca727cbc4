/**
 * In: schedules as CloudFormation sets them up. Out: events for functions, when they are due. Must never call a function that
 * the schedule's role may not call.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsError, asAwsError } from '../../protocols/aws-error.ts';
import { restJsonError, restJsonResponse } from '../../protocols/json.ts';
import { regionOf } from '../../protocols/sigv4.ts';
import { readState, writeState } from '../../state-file.ts';
import type { LocalEnvironment, LocalRequest, LocalResponse, Service } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import type { LambdaService } from '../lambda/index.ts';
import { checkScheduleName, expressionOf, type Schedule, scheduleSettings, validation } from './schedules.ts';

type Input = Readonly<Record<string, unknown>>;

export interface SchedulerService extends Service {
  find(region: string, name: string): Schedule | undefined;
  create(region: string, name: string, input: Input): Schedule;
  update(region: string, name: string, input: Input): Schedule;
  remove(region: string, name: string): void;
}

export interface SchedulerPeers {
  readonly iam: Pick<IamService, 'authorize' | 'mayAssume'>;
  readonly lambda: Pick<LambdaService, 'byArn' | 'enqueue'>;
}

const SERVICE = 'scheduler.amazonaws.com';
/** Node's timers hold no more than 24 days. */
const LONGEST_TIMER_MS = 86_400_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;

interface Delivery {
  readonly schedule: Schedule;
  readonly due: Date;
  readonly executionId: string;
  readonly attempt: number;
}

export function createScheduler(environment: LocalEnvironment, services: SchedulerPeers): SchedulerService {
  const { account } = environment;
  const file = join(environment.directory, 'scheduler', 'schedules.json');
  let schedules = new Map<string, Schedule>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** Deliveries that wait: for their place in a flexible window, or to be tried again. */
  const waiting = new Set<NodeJS.Timeout>();
  const keyOf = ({ region, name }: Pick<Schedule, 'region' | 'name'>) => `${region}/${name}`;
  const groupArn = (region: string) => `arn:aws:scheduler:${region}:${account}:schedule-group/default`;

  function put(schedule: Schedule): Schedule {
    schedules.set(keyOf(schedule), schedule);
    writeState(file, [...schedules.values()]);
    return schedule;
  }

  function checkRole(region: string, roleArn: string): void {
    if (!services.iam.mayAssume(roleArn, { service: SERVICE, sourceArn: groupArn(region) })) {
      throw validation('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
    }
  }

  /** Sets the timer for the next time after `after`. */
  function arm(schedule: Schedule, after: Date): void {
    disarm(schedule);
    const { settings, modified } = schedule;
    if (settings.State === 'DISABLED') return;
    const due = expressionOf(settings, new Date(modified))?.next(after);
    if (!due || (settings.EndDate !== undefined && due > new Date(settings.EndDate))) return;
    const wait = due.getTime() - Date.now();
    const timer = setTimeout(
      () => (wait > LONGEST_TIMER_MS ? arm(schedule, after) : fire(schedule, due)),
      Math.max(0, Math.min(wait, LONGEST_TIMER_MS)),
    );
    timers.set(keyOf(schedule), timer);
  }

  function disarm(schedule: Schedule): void {
    clearTimeout(timers.get(keyOf(schedule)));
    timers.delete(keyOf(schedule));
  }

  function fire(schedule: Schedule, due: Date): void {
    arm(put({ ...schedule, lastDue: due.toISOString() }), due);
    const { FlexibleTimeWindow: window } = schedule.settings;
    const delay = window.Mode === 'FLEXIBLE' ? Math.random() * window.MaximumWindowInMinutes * 60_000 : 0;
    later(delay, { schedule, due, executionId: randomUUID(), attempt: 1 });
  }

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
      services.lambda.enqueue(target, Buffer.from(inputOf(delivery, account)));
      environment.log({ event: 'scheduler.fired', schedule: schedule.name, function: target.name });
      return;
    }
    const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = schedule.settings.Target.RetryPolicy;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    const again = attempt <= attempts && Date.now() + pause <= due.getTime() + age * 1000 && schedules.has(keyOf(schedule));
    environment.log({ event: 'scheduler.failed', schedule: schedule.name, attempt, reason, again });
    if (again) later(pause, { ...delivery, attempt: attempt + 1 });
  }

  /** The function, where the schedule's role may call it now. */
  function targetOf({ region, settings, name }: Schedule) {
    const { RoleArn: roleArn, Arn: arn } = settings.Target;
    if (!services.iam.mayAssume(roleArn, { service: SERVICE, sourceArn: groupArn(region) })) {
      return { reason: `${SERVICE} can't assume the role ${roleArn}.` };
    }
    const decision = services.iam.authorize({ kind: 'role', roleArn, sessionName: name }, 'lambda:InvokeFunction', arn);
    if (!decision.allowed) return { reason: decision.message };
    const target = services.lambda.byArn(arn);
    return target ? { target } : { reason: `Function not found: ${arn}` };
  }

  function get(region: string, name: string): Schedule {
    const schedule = schedules.get(keyOf({ region, name }));
    if (!schedule) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return schedule;
  }

  const service: SchedulerService = {
    name: 'scheduler',
    async handle(request) {
      try {
        return answer(request);
      } catch (error) {
        return restJsonError(asAwsError(error));
      }
    },
    operationOf: operationName,
    async start() {
      schedules = new Map(readState<Schedule[]>(file, []).map((schedule) => [keyOf(schedule), schedule]));
      const now = new Date();
      for (const schedule of schedules.values()) {
        const once = expressionOf(schedule.settings, new Date(schedule.modified))?.once;
        // What was due once while the endpoint was down still is; what repeats goes on with its next time.
        arm(schedule, once ? new Date(schedule.lastDue ?? schedule.modified) : now);
      }
    },
    async stop() {
      for (const timer of [...timers.values(), ...waiting]) clearTimeout(timer);
      timers.clear();
      waiting.clear();
    },
    find: (region, name) => schedules.get(keyOf({ region, name })),
    create(region, name, input) {
      checkScheduleName(name);
      if (service.find(region, name)) throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
      const settings = scheduleSettings(input);
      checkRole(region, settings.Target.RoleArn);
      const now = new Date();
      const arn = `arn:aws:scheduler:${region}:${account}:schedule/default/${name}`;
      const schedule = put({ region, name, arn, created: now.toISOString(), modified: now.toISOString(), settings });
      arm(schedule, new Date(now.getTime() - 1));
      return schedule;
    },
    update(region, name, input) {
      const { arn, created } = get(region, name);
      const settings = scheduleSettings(input);
      checkRole(region, settings.Target.RoleArn);
      const now = new Date();
      const schedule = put({ region, name, arn, created, modified: now.toISOString(), settings });
      arm(schedule, new Date(now.getTime() - 1));
      return schedule;
    },
    remove(region, name) {
      disarm(get(region, name));
      schedules.delete(keyOf({ region, name }));
      writeState(file, [...schedules.values()]);
    },
  };

  function answer(request: LocalRequest): LocalResponse {
    const region = regionOf(request);
    const operation = operationName(request);
    const [, name = ''] = /^\/schedules\/([^/]+)$/.exec(request.url.pathname) ?? [];
    const arn = `arn:aws:scheduler:${region}:${account}:schedule/default/${name || '*'}`;
    const decision = services.iam.authorize(request.principal, `scheduler:${operation}`, arn);
    if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message, 403);
    if (operation === 'GetSchedule') return restJsonResponse(describe(get(region, decodeURIComponent(name))));
    if (operation === 'ListSchedules') {
      const found = [...schedules.values()].filter((schedule) => schedule.region === region);
      return restJsonResponse({
        Schedules: found.map((schedule) => ({ ...describe(schedule), Target: { Arn: schedule.settings.Target.Arn } })),
      });
    }
    throw new AwsError('NotImplemented', 'The embedded endpoint sets up schedules through CloudFormation only.', 501);
  }

  return service;
}

function operationName(request: LocalRequest): string {
  const { pathname } = request.url;
  if (request.method === 'GET' && pathname === '/schedules') return 'ListSchedules';
  if (request.method === 'GET' && /^\/schedules\/[^/]+$/.test(pathname)) return 'GetSchedule';
  return `${request.method} ${pathname}`;
}

function describe({ name, arn, created, modified, settings }: Schedule) {
  const seconds = (time: string) => Date.parse(time) / 1000;
  const { StartDate: start, EndDate: end, ...rest } = settings;
  return {
    Name: name,
    Arn: arn,
    GroupName: 'default',
    CreationDate: seconds(created),
    LastModificationDate: seconds(modified),
    ActionAfterCompletion: 'NONE',
    ...rest,
    ...(start === undefined ? {} : { StartDate: seconds(start) }),
    ...(end === undefined ? {} : { EndDate: seconds(end) }),
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
