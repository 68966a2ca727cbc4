/** `rate(…)`, `cron(…)` and `at(…)` as EventBridge Scheduler reads them: when a schedule is due. Pure. */
import { Cron } from 'croner';

export interface ExpressionContext {
  /** IANA name, for `cron` and `at`. */
  readonly timezone: string;
  /** The schedule's start date, or when it was made. */
  readonly startsAt: Date;
}

export interface ScheduleExpression {
  /** The first time after the given one; undefined where there is none any more. */
  next(after: Date): Date | undefined;
  /** Due once. */
  readonly once: boolean;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Undefined for what is no schedule expression. */
export function parseExpression(text: string, context: ExpressionContext): ScheduleExpression | undefined {
  const [, kind, content = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return rate(content, context);
  if (kind === 'cron') return cron(content, context);
  return kind === 'at' ? at(content, context) : undefined;
}

function rate(content: string, { startsAt }: ExpressionContext): ScheduleExpression | undefined {
  const [, count, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(content) ?? [];
  const period = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(period)) return undefined;
  const start = startsAt.getTime();
  return {
    once: false,
    // The first time is the start itself.
    next: (after) => new Date(after.getTime() < start ? start : start + (Math.floor((after.getTime() - start) / period) + 1) * period),
  };
}

function at(content: string, { timezone }: ExpressionContext): ScheduleExpression | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(content)) return undefined;
  try {
    const due = new Cron(content, { timezone, paused: true }).nextRun(new Date(0));
    return due ? { once: true, next: (after) => (after < due ? due : undefined) } : undefined;
  } catch {
    return undefined;
  }
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** The greatest value of each field: where `a/b` ends. */
const LAST = ['59', '23', '31', '12', '7', '2199'];
const DAY_OF_WEEK = 4;

function cron(content: string, { timezone, startsAt }: ExpressionContext): ScheduleExpression | undefined {
  const fields = content.trim().toUpperCase().split(/\s+/);
  if (fields.length !== LAST.length || (fields[2] === '?') === (fields[DAY_OF_WEEK] === '?')) return undefined;
  try {
    const pattern = ['0', ...fields.map(translateField)].join(' ');
    const job = new Cron(pattern, { timezone, paused: true });
    const before = new Date(startsAt.getTime() - 1);
    return { once: false, next: (after) => job.nextRun(after < before ? before : after) ?? undefined };
  } catch {
    return undefined;
  }
}

function translateField(field: string, index: number): string {
  return field
    .split(',')
    .map((part) => translatePart(part, index))
    .join(',');
}

function translatePart(part: string, index: number): string {
  const [range = '', step] = part.split('/');
  // `5/15` is from 5 on to the end.
  const whole = step !== undefined && /^\w+$/.test(range) ? `${range}-${LAST[index]}` : range;
  return `${index === DAY_OF_WEEK ? translateDays(whole) : whole}${step === undefined ? '' : `/${step}`}`;
}

/** AWS counts days of the week from 1 for Sunday, cron from 0; the last Friday is `6L` there, `5#L` here. */
function translateDays(text: string): string {
  if (text === 'L') return '6';
  const numbered = text.replace(/[A-Z]{3}/g, (name) => (DAYS.includes(name) ? String(DAYS.indexOf(name) + 1) : name));
  const [days = '', which] = numbered.split('#');
  const translated = days.replace(/\d+/g, fromZero).replace(/^(\d)L$/, '$1#L');
  return which === undefined ? translated : `${translated}#${which}`;
}

function fromZero(day: string): string {
  if (Number(day) < 1 || Number(day) > 7) throw new RangeError(`${day} is no day of the week`);
  return String(Number(day) - 1);
}
