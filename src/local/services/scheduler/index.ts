/**
 * In: schedules as CloudFormation sets them up. Out: events for functions, when they are due. Must never call a function that
 * the schedule's role may not call.
 */
import { join } from 'node:path';
import { AwsError, asAwsError } from '../../protocols/aws-error.ts';
import { restJsonError } from '../../protocols/json.ts';
import { readState, writeState } from '../../state-file.ts';
import type { LocalEnvironment, Service } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import type { LambdaService } from '../lambda/index.ts';
import { answer, operationName } from './api.ts';
import { createDeliveries, SERVICE } from './deliveries.ts';
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

/** Node's timers hold no more than 24 days. */
const LONGEST_TIMER_MS = 86_400_000;

export function createScheduler(environment: LocalEnvironment, services: SchedulerPeers): SchedulerService {
  const { account } = environment;
  const file = join(environment.directory, 'scheduler', 'schedules.json');
  let schedules = new Map<string, Schedule>();
  const timers = new Map<string, NodeJS.Timeout>();
  const keyOf = ({ region, name }: Pick<Schedule, 'region' | 'name'>) => `${region}/${name}`;
  const groupArn = (region: string) => `arn:aws:scheduler:${region}:${account}:schedule-group/default`;

  const deliveries = createDeliveries({ environment, services, groupArn, exists: (schedule) => schedules.has(keyOf(schedule)) });

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
    // First the event, then the note of it: a kill in between repeats it and loses nothing.
    deliveries.add(schedule, due);
    arm(put({ ...schedule, lastDue: due.toISOString() }), due);
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
        return answer(request, {
          account,
          iam: services.iam,
          get,
          list: (region) => [...schedules.values()].filter((schedule) => schedule.region === region),
        });
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
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      deliveries.stop();
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

  return service;
}
