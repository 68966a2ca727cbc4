/** What a schema can't say about keys: they stand in `fields`, and local indexes need a sort key beside them. */
import { respell } from '../../../core/fix.ts';
import { nearest } from '../../../core/nearest.ts';
import type { JsonPath } from '../../../core/span.ts';
import type { ExpandContext } from '../../construct.ts';
import type { TableConfig } from './index.ts';

/** The fields that keys are made of, sorted: DynamoDB wants exactly these declared. */
export function checkKeys(config: TableConfig, context: ExpandContext): readonly string[] {
  const { primaryIndex, globalIndexes, localIndexes, fields } = config;
  const keys = [
    { path: ['primaryIndex'], index: primaryIndex },
    ...Object.entries(globalIndexes).map(([name, index]) => ({ path: ['globalIndexes', name], index })),
    ...Object.entries(localIndexes).map(([name, index]) => ({ path: ['localIndexes', name], index: { sortKey: index.sortKey } })),
  ];
  const used = new Set<string>();
  for (const { path, index } of keys) {
    for (const [part, field] of Object.entries(index)) {
      if ((part !== 'partitionKey' && part !== 'sortKey') || typeof field !== 'string') continue;
      const place: JsonPath = [...context.path, ...path, part];
      if (Object.hasOwn(fields, field)) used.add(field);
      else
        context.report(
          'E3019',
          place,
          { field, near: nearest(field, Object.keys(fields)) },
          { part: 'value', ...respell(field, Object.keys(fields)) },
        );
    }
  }
  for (const field of Object.keys(fields)) {
    if (!used.has(field)) context.report('E3020', [...context.path, 'fields', field], { field });
  }
  for (const name of Object.keys(localIndexes)) {
    const place = [...context.path, 'localIndexes', name];
    if (primaryIndex.sortKey === undefined) context.report('E3029', place, { index: name });
    if (Object.hasOwn(globalIndexes, name)) context.report('E3030', place, { index: name });
  }
  return [...used].sort();
}
