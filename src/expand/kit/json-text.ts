/** JSON as text in which references may stand: CloudFormation puts their values between the quotes. */
import { type ConfigValue, type Expression, isExpression } from '../../core/expression.ts';
import type { DraftValue } from '../construct.ts';
import { join } from './intrinsics.ts';

export function jsonText(value: ConfigValue): DraftValue {
  const parts: (string | Expression)[] = [];
  const add = (part: string | Expression) => {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  write(value, add);
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : join(parts);
}

function write(value: ConfigValue, add: (part: string | Expression) => void): void {
  if (isExpression(value)) {
    add('"');
    for (const part of value.kind === 'join' ? value.parts : [value])
      add(typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part);
    add('"');
  } else if (isList(value)) {
    separated(value, '[', ']', add, (item) => write(item, add));
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    separated(entries, '{', '}', add, ([key, item]) => {
      add(`${JSON.stringify(key)}:`);
      write(item, add);
    });
  } else {
    add(JSON.stringify(value));
  }
}

function separated<Item>(
  items: readonly Item[],
  open: string,
  close: string,
  add: (part: string) => void,
  each: (item: Item) => void,
): void {
  add(open);
  for (const [index, item] of items.entries()) {
    if (index > 0) add(',');
    each(item);
  }
  add(close);
}

function isList(value: ConfigValue): value is readonly ConfigValue[] {
  return Array.isArray(value);
}
