/** A schedule as it is configured: its parts, their defaults, what AWS refuses in them. */
import { AwsError } from '../../protocols/aws-error.ts';
import { parseExpression, type ScheduleExpression } from './expression.ts';

export interface Schedule {
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly created: string;
  readonly modified: string;
  /** When it was last due. */
  readonly lastDue?: string;
  readonly settings: ScheduleSettings;
}

/** Names as in CloudFormation and in the API, which agree. */
export interface ScheduleSettings {
  readonly Description?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly FlexibleTimeWindow: { readonly Mode: 'OFF' } | { readonly Mode: 'FLEXIBLE'; readonly MaximumWindowInMinutes: number };
  readonly Target: ScheduleTarget;
}

export interface ScheduleTarget {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly RetryPolicy: { readonly MaximumRetryAttempts: number; readonly MaximumEventAgeInSeconds: number };
}

type Input = Readonly<Record<string, unknown>>;

const TARGET_PROPERTIES = new Set(['Arn', 'RoleArn', 'Input', 'RetryPolicy']);

export function scheduleSettings(input: Input): ScheduleSettings {
  const { ScheduleExpressionTimezone: timezone = 'UTC', State: state = 'ENABLED', StartDate: start, EndDate: end } = input;
  const settings: ScheduleSettings = {
    ScheduleExpression: String(input.ScheduleExpression),
    ScheduleExpressionTimezone: checkTimezone(String(timezone)),
    State: state === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    FlexibleTimeWindow: flexibleWindow((input.FlexibleTimeWindow ?? {}) as Input),
    Target: scheduleTarget((input.Target ?? {}) as Input),
    ...(input.Description === undefined ? {} : { Description: String(input.Description) }),
    ...(start === undefined ? {} : { StartDate: date('StartDate', start) }),
    ...(end === undefined ? {} : { EndDate: date('EndDate', end) }),
  };
  if (!expressionOf(settings, new Date())) throw validation(`Invalid Schedule Expression ${settings.ScheduleExpression}.`);
  return settings;
}

export function expressionOf(settings: ScheduleSettings, madeAt: Date): ScheduleExpression | undefined {
  const startsAt = settings.StartDate === undefined ? madeAt : new Date(settings.StartDate);
  return parseExpression(settings.ScheduleExpression, { timezone: settings.ScheduleExpressionTimezone, startsAt });
}

export function checkScheduleName(name: string): string {
  if (/^[\w.-]{1,64}$/.test(name)) return name;
  throw validation(
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+`,
  );
}

function checkTimezone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return timezone;
  } catch {
    throw validation(`Provided ScheduleExpressionTimezone is not valid: ${timezone}.`);
  }
}

function flexibleWindow({ Mode: mode, MaximumWindowInMinutes: minutes }: Input): ScheduleSettings['FlexibleTimeWindow'] {
  if (mode === 'OFF') {
    if (minutes !== undefined) throw validation('MaximumWindowInMinutes must not be provided when FlexibleTimeWindow mode is OFF.');
    return { Mode: mode };
  }
  if (mode !== 'FLEXIBLE') throw validation('FlexibleTimeWindow must have the Mode OFF or FLEXIBLE.');
  if (!(Number(minutes) >= 1 && Number(minutes) <= 1440)) {
    throw validation('MaximumWindowInMinutes must be between 1 and 1440 when FlexibleTimeWindow mode is FLEXIBLE.');
  }
  return { Mode: mode, MaximumWindowInMinutes: Number(minutes) };
}

function scheduleTarget(target: Input): ScheduleTarget {
  const unknown = Object.keys(target).find((name) => !TARGET_PROPERTIES.has(name));
  if (unknown !== undefined) throw validation(`The embedded endpoint has no ${unknown} for targets of schedules.`);
  const { Arn: arn, RoleArn: role, Input: text, RetryPolicy: policy = {} } = target;
  if (!/^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+$/.test(String(arn))) {
    throw validation(`The embedded endpoint has schedules for Lambda functions only, not for ${arn}.`);
  }
  if (typeof role !== 'string') throw validation('A target needs a RoleArn.');
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = policy as Input;
  return {
    Arn: String(arn),
    RoleArn: role,
    RetryPolicy: { MaximumRetryAttempts: Number(attempts), MaximumEventAgeInSeconds: Number(age) },
    ...(text === undefined ? {} : { Input: checkInput(String(text)) }),
  };
}

/** Lambda takes JSON only. */
function checkInput(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw validation('Invalid Input for target: it must be JSON.');
  }
}

function date(name: string, value: unknown): string {
  const time = new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (Number.isNaN(time.getTime())) throw validation(`${name} is no date.`);
  return time.toISOString();
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
