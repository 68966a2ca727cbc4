/** `10 seconds`, `1 GB`, `30 days` → the number that AWS wants. */
import type { Unit } from './schema.ts';

const SECOND = 1;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FACTORS: Readonly<Record<Unit, ReadonlyMap<string, number>>> = {
  seconds: new Map([
    ...['s', 'second', 'seconds'].map((name) => [name, SECOND] as const),
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

export const EXAMPLES: Readonly<Record<Unit, string>> = {
  seconds: '`30`, `30 seconds` or `5 minutes`',
  megabytes: '`512`, `512 MB` or `1 GB`',
  days: '`30` or `30 days`',
};

/** `undefined`: not a quantity of this unit. */
export function parseQuantity(text: string, unit: Unit): number | undefined {
  const match = text.trim().match(/^([0-9]+(?:\.[0-9]+)?) *([A-Za-z]*)$/);
  if (!match) return undefined;
  const factor = match[2] === '' ? 1 : FACTORS[unit].get((match[2] as string).toLowerCase());
  return factor === undefined ? undefined : Number(match[1]) * factor;
}
