/** `10 seconds`, `1 GB`, `30 days` → the number that AWS wants. */
import { editDistance } from '../core/nearest.ts';
import type { Unit } from './schema.ts';

const SECOND = 1;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FACTORS: Readonly<Record<Unit, ReadonlyMap<string, number>>> = {
  seconds: new Map([
    ...['s', 'sec', 'second', 'seconds'].map((name) => [name, SECOND] as const),
    ...['m', 'min', 'minute', 'minutes'].map((name) => [name, MINUTE] as const),
    ...['h', 'hour', 'hours'].map((name) => [name, HOUR] as const),
    ...['d', 'day', 'days'].map((name) => [name, DAY] as const),
  ]),
  megabytes: new Map([
    ['mb', 1],
    ['mib', 1],
    ['gb', 1024],
    ['gib', 1024],
  ]),
  days: new Map([
    ...['d', 'day', 'days'].map((name) => [name, 1] as const),
    ...['week', 'weeks'].map((name) => [name, 7] as const),
    ...['year', 'years'].map((name) => [name, 365] as const),
  ]),
};

const UNITS: Readonly<Record<Unit, string>> = {
  seconds: 'seconds, minutes, hours or days',
  megabytes: 'MB or GB',
  days: 'days, weeks or years',
};

export const EXAMPLES: Readonly<Record<Unit, string>> = {
  seconds: '`30`, `30 seconds` or `5 minutes`',
  megabytes: '`512`, `512 MB` or `1 GB`',
  days: '`30` or `30 days`',
};

export interface NoQuantity {
  readonly problem: string;
  /** The text that can only have been meant. */
  readonly right?: string;
}

export function parseQuantity(text: string, unit: Unit): number | NoQuantity {
  const trimmed = text.trim();
  const match = trimmed.match(/^(-?)([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z]*)/);
  if (!match) return { problem: 'it begins with no number' };
  const [read, minus, number = '', name = ''] = match;
  if (minus !== '') return { problem: 'it must be a positive number' };
  const factor = name === '' ? 1 : FACTORS[unit].get(name.toLowerCase());
  if (factor === undefined) return unknownUnit(number, name, unit);
  if (read !== trimmed) return { problem: 'it must be one number with one unit' };
  if (number.includes(',')) return { problem: 'decimals follow a point', right: text.replace(',', '.') };
  const quantity = Number(number) * factor;
  return Number.isInteger(quantity) ? quantity : { problem: `it is no whole number of ${unit}` };
}

function unknownUnit(number: string, name: string, unit: Unit): NoQuantity {
  if (unit === 'seconds' && /^(ms|milliseconds?)$/i.test(name)) return { problem: 'AWS counts it in whole seconds' };
  const problem = `\`${name}\` is not one of its units: ${UNITS[unit]}`;
  const near = [...FACTORS[unit]].filter(([word]) => word.length > 1 && editDistance(word, name.toLowerCase()) === 1);
  // `day` and `days` are the same unit.
  const meant = new Set(near.map(([, factor]) => factor)).size === 1 ? near.at(-1)?.[0] : undefined;
  if (meant === undefined) return { problem };
  return { problem, right: `${number} ${unit === 'megabytes' ? meant.toUpperCase() : meant}` };
}
