/** The reads of EventBridge Scheduler's API. */
import { AwsError } from '../../protocols/aws-error.ts';
import { restJsonResponse } from '../../protocols/json.ts';
import { regionOf } from '../../protocols/sigv4.ts';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import type { Schedule } from './schedules.ts';

export interface ReadContext {
  readonly account: string;
  readonly iam: Pick<IamService, 'authorize'>;
  get(region: string, name: string): Schedule;
  list(region: string): readonly Schedule[];
}

export function answer(request: LocalRequest, context: ReadContext): LocalResponse {
  const region = regionOf(request);
  const operation = operationName(request);
  const [, name = ''] = /^\/schedules\/([^/]+)$/.exec(request.url.pathname) ?? [];
  const arn = `arn:aws:scheduler:${region}:${context.account}:schedule/default/${name || '*'}`;
  const decision = context.iam.authorize(request.principal, `scheduler:${operation}`, arn);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message, 403);
  if (operation === 'GetSchedule') return restJsonResponse(describe(context.get(region, decodeURIComponent(name))));
  if (operation === 'ListSchedules') {
    const found = context.list(region);
    return restJsonResponse({
      Schedules: found.map((schedule) => ({ ...describe(schedule), Target: { Arn: schedule.settings.Target.Arn } })),
    });
  }
  throw new AwsError('NotImplemented', 'The embedded endpoint sets up schedules through CloudFormation only.', 501);
}

export function operationName(request: LocalRequest): string {
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
