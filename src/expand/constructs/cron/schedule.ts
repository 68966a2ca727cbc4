/** The two forms of schedules, checked as EventBridge Scheduler reads them. */

const RATE = /^rate\((\d+) (minute|minutes|hour|hours|day|days)\)$/;
const CRON = /^cron\((.*)\)$/;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names that stand for numbers, the first for `from`. */
  readonly words?: readonly string[];
  /** Forms that only this field has. */
  readonly special?: RegExp;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31, special: /^(\?|L(-\d{1,2})?|LW|\d{1,2}W)$/ },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of week', from: 1, to: 7, words: WEEKDAYS, special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/ },
  { name: 'year', from: 1970, to: 2199 },
];

/** What is wrong with `schedule`, or `undefined`. */
export function scheduleProblem(schedule: string): string | undefined {
  const rate = RATE.exec(schedule);
  if (rate) return rateProblem(Number(rate[1]), rate[2] ?? '');
  const cron = CRON.exec(schedule);
  if (cron) return cronProblem((cron[1] ?? '').trim().split(/\s+/));
  return 'write `rate(5 minutes)` or `cron(0 8 * * ? *)`';
}

function rateProblem(value: number, unit: string): string | undefined {
  if (value === 0) return 'the number must be at least 1';
  if ((value === 1) === unit.endsWith('s')) return `write \`rate(${value} ${value === 1 ? unit.slice(0, -1) : `${unit}s`})\``;
  return undefined;
}

function cronProblem(fields: readonly string[]): string | undefined {
  if (fields.length !== FIELDS.length) {
    return `cron has six fields (minutes, hours, day of month, month, day of week, year), here are ${fields.length}`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const text = (fields[index] ?? '').toUpperCase();
    if (!text.split(',').every((part) => isPart(part, field))) return `\`${fields[index]}\` is no ${field.name}`;
  }
  if ((fields[2] === '?') === (fields[4] === '?')) return 'exactly one of day of month and day of week must be `?`';
  return undefined;
}

function isPart(part: string, field: Field): boolean {
  if (field.special?.test(part)) return true;
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const [first = '', last, ...rest] = range.split('-');
  return rest.length === 0 && isValue(first, field) && (last === undefined || isValue(last, field));
}

function isValue(text: string, { from, to, words }: Field): boolean {
  if (words?.includes(text)) return true;
  return /^\d{1,4}$/.test(text) && Number(text) >= from && Number(text) <= to;
}
