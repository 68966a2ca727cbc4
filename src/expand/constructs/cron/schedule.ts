/** The two forms of schedules, checked as EventBridge Scheduler reads them. */

export interface ScheduleProblem {
  /** Goes on after `… is not a schedule: `. */
  readonly problem: string;
  /** The schedule that can only have been meant. */
  readonly right?: string;
}

const FORMS = 'it is `rate(5 minutes)`, or `cron(0 8 * * ? *)`';
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

interface Field {
  /** In words, with what may stand in it. */
  readonly values: string;
  readonly from: number;
  readonly to: number;
  /** Names that stand for numbers, the first for `from`. */
  readonly words?: readonly string[];
  /** Forms that only this field has. */
  readonly special?: RegExp;
}

const FIELDS: readonly Field[] = [
  { values: 'minutes are 0 to 59', from: 0, to: 59 },
  { values: 'hours are 0 to 23', from: 0, to: 23 },
  { values: 'days of the month are 1 to 31, `L` the last', from: 1, to: 31, special: /^(\?|L(-\d{1,2})?|LW|\d{1,2}W)$/ },
  { values: 'months are 1 to 12, or JAN to DEC', from: 1, to: 12, words: MONTHS },
  {
    values: 'days of the week are 1 (Sunday) to 7, or SUN to SAT',
    from: 1,
    to: 7,
    words: WEEKDAYS,
    special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  { values: 'years are 1970 to 2199', from: 1970, to: 2199 },
];

const UNITS: Readonly<Record<string, string>> = {
  m: 'minute',
  min: 'minute',
  minute: 'minute',
  h: 'hour',
  hr: 'hour',
  hour: 'hour',
  d: 'day',
  day: 'day',
};

/** What is wrong with `schedule`, or `undefined`. */
export function scheduleProblem(schedule: string): ScheduleProblem | undefined {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(schedule) ?? [];
  if (kind === 'rate') return rateProblem(inside);
  if (kind === 'cron') return cronProblem(inside.trim().split(/\s+/));
  if (kind === 'at') return { problem: '`at(…)` runs once, and a Cron again and again' };
  const fields = schedule.trim().split(/\s+/);
  const isBare = fields.length === FIELDS.length && cronProblem(fields) === undefined;
  const right = isBare ? `cron(${fields.join(' ')})` : fromFiveFields(fields);
  return right === undefined ? { problem: FORMS } : { problem: 'fields stand inside `cron( )`, six of them', right };
}

function rateProblem(inside: string): ScheduleProblem | undefined {
  const [, number = '', written = ''] = /^\s*([\d.]+)\s*([A-Za-z]+)\s*$/.exec(inside) ?? [];
  if (number === '') return { problem: 'a rate is a number and a unit: `rate(5 minutes)`' };
  const value = Number(number);
  if (!Number.isInteger(value)) return { problem: 'the number must be whole' };
  if (value === 0) return { problem: 'the number must be at least 1' };
  if (/^s(ec(ond)?s?)?$/i.test(written)) return { problem: 'nothing can run more often than once a minute' };
  const unit = UNITS[written.toLowerCase().replace(/s$/, '')];
  if (unit === undefined) return { problem: `\`${written}\` is no unit of a rate: minutes, hours and days are` };
  const right = `${value} ${unit}${value === 1 ? '' : 's'}`;
  return inside === right
    ? undefined
    : { problem: value === 1 ? 'after 1 the unit is a singular' : 'it is written in one way only', right: `rate(${right})` };
}

function cronProblem(fields: readonly string[]): ScheduleProblem | undefined {
  if (fields.length !== FIELDS.length) {
    const problem = `cron has six fields (minutes, hours, day of month, month, day of week, year), here are ${fields.length}`;
    const right = fromFiveFields(fields);
    return right === undefined ? { problem } : { problem, right };
  }
  for (const [index, field] of FIELDS.entries()) {
    for (const part of (fields[index] ?? '').split(',')) {
      const problem = partProblem(part.toUpperCase(), field);
      if (problem !== undefined) return { problem: `\`${part}\` is wrong: ${problem}` };
    }
  }
  const days = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]];
  if ((days[0] === '?') !== (days[1] === '?')) return undefined;
  if (days[0] === '?') return { problem: 'of day of month and day of week only one can be `?`; the other is `*` or says the days' };
  const problem = 'of day of month and day of week one must be `?`';
  const open = days[1] === '*' ? DAY_OF_WEEK : days[0] === '*' ? DAY_OF_MONTH : undefined;
  return open === undefined ? { problem } : { problem, right: `cron(${fields.with(open, '?').join(' ')})` };
}

/** The five fields of Unix, where they mean the same in six. */
function fromFiveFields(fields: readonly string[]): string | undefined {
  // Unix counts the days of the week from 0: there a number means another day.
  if (fields.length !== FIELDS.length - 1 || /\d/.test(fields[DAY_OF_WEEK] ?? '')) return undefined;
  const [day, weekday] = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]];
  const open = weekday === '*' ? DAY_OF_WEEK : day === '*' ? DAY_OF_MONTH : undefined;
  if (open === undefined) return undefined;
  const six = [...fields.with(open, '?'), '*'];
  return cronProblem(six) === undefined ? `cron(${six.join(' ')})` : undefined;
}

function partProblem(part: string, field: Field): string | undefined {
  if (field.special?.test(part)) return undefined;
  if (part === '?') return '`?` is for the two kinds of days';
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0) return 'one `/` is enough';
  if (step !== undefined && !/^[1-9]\d*$/.test(step)) return 'what follows `/` is how many to go on, at least 1';
  if (range === '*') return undefined;
  const ends = range.split('-');
  if (ends.length > 2) return 'a range has two ends';
  return ends.every((end) => isValue(end, field)) ? undefined : field.values;
}

function isValue(text: string, { from, to, words }: Field): boolean {
  if (words?.includes(text)) return true;
  return /^\d{1,4}$/.test(text) && Number(text) >= from && Number(text) <= to;
}
