/** What a schema can't say about keys: they stand in `fields`, and local indexes need a sort key beside them. */
import { respell } from '../../../core/fix.ts';
import { nearest } from '../../../core/nearest.ts';
import type { JsonPath } from '../../../core/span.ts';
import type { ExpandContext } from '../../construct.ts';
import type { TableConfig } from './index.ts';

/** DynamoDB's: the first can be raised on request. */
const GLOBAL_INDEXES = 20;
const PROJECTED_ATTRIBUTES = 100;

/** The fields that keys are made of, sorted: DynamoDB wants exactly these declared. */
export function checkKeys(config: TableConfig, context: ExpandContext): readonly string[] {
  const { primaryIndex, globalIndexes, localIndexes, fields } = config;
  const keys = [
    { path: ['primaryIndex'], index: primaryIndex },
    ...Object.entries(globalIndexes).map(([name, index]) => ({ path: ['globalIndexes', name], index })),
    ...Object.entries(localIndexes).map(([name, index]) => ({ path: ['localIndexes', name], index: { sortKey: index.sortKey } })),
  ];
  const used = new Set<string>();
  let isComplete = true;
  for (const { path, index } of keys) {
    for (const [part, field] of Object.entries(index)) {
      if ((part !== 'partitionKey' && part !== 'sortKey') || typeof field !== 'string') continue;
      const place: JsonPath = [...context.path, ...path, part];
      const names = Object.keys(fields);
      if (Object.hasOwn(fields, field)) used.add(field);
      else {
        isComplete = false;
        context.report('E3019', place, { id: context.id, field, near: nearest(field, names) }, { part: 'value', ...respell(field, names) });
      }
    }
  }
  for (const { path, index } of keys) {
    if ('partitionKey' in index && index.partitionKey === index.sortKey) {
      context.report('E3037', [...context.path, ...path, 'sortKey'], { field: index.partitionKey }, { part: 'value' });
    }
  }
  checkIndexes(config, context);
  checkTimeToLive(config, context);
  for (const field of Object.keys(fields)) {
    // One that no key has may be what a misspelt key means.
    if (!used.has(field) && isComplete) context.report('E3020', [...context.path, 'fields', field], { field });
  }
  for (const name of Object.keys(localIndexes)) {
    const place = [...context.path, 'localIndexes', name];
    if (primaryIndex.sortKey === undefined) context.report('E3029', place, { index: name });
    if (Object.hasOwn(globalIndexes, name)) context.report('E3030', place, { index: name });
  }
  return [...used].sort();
}

function checkIndexes({ globalIndexes, localIndexes }: TableConfig, { path, report }: ExpandContext): void {
  const count = Object.keys(globalIndexes).length;
  if (count > GLOBAL_INDEXES) report('E3039', [...path, 'globalIndexes'], { count, limit: GLOBAL_INDEXES });
  const all = [...Object.entries(globalIndexes), ...Object.entries(localIndexes)];
  const listed = all.reduce((sum, [, { projection }]) => sum + (Array.isArray(projection) ? projection.length : 0), 0);
  if (listed > PROJECTED_ATTRIBUTES) report('E3038', path, { count: listed, limit: PROJECTED_ATTRIBUTES });
}

function checkTimeToLive({ timeToLiveAttribute: field, fields }: TableConfig, { path, report }: ExpandContext): void {
  const kind = typeof field === 'string' && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (kind === undefined || kind === 'number') return;
  const because = `DynamoDB looks at numbers only, and the field \`${field}\` is a ${kind}`;
  report('E3045', [...path, 'timeToLiveAttribute'], { key: 'timeToLiveAttribute', because });
}
