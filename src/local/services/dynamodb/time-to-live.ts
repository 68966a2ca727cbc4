/** Deletes items whose time has passed, as DynamoDB does some time later. */
import type { Item, TableDescription } from './model.ts';
import type { Tables } from './tables.ts';

/** DynamoDB leaves alone what claims to have expired longer ago. */
const OLDEST = 5 * 365 * 24 * 3600;

export async function deleteExpired(tables: Tables, now: number): Promise<number> {
  const { engine } = tables;
  let deleted = 0;
  for (const name of tables.names()) {
    const timeToLive = tables.settings(name).timeToLive;
    const table = timeToLive?.enabled ? await engine.table(name) : undefined;
    if (!table || !timeToLive) continue;
    for await (const item of engine.items(name)) {
      if (!isExpired(item, timeToLive.attribute, now)) continue;
      const Key = keyOf(table, item);
      await engine.write(async (run) => {
        const current = await engine.item(table, Key);
        if (!current || !isExpired(current, timeToLive.attribute, now)) return;
        await run(engine.check('DeleteItem', { TableName: name, Key }));
        deleted += 1;
      });
    }
  }
  return deleted;
}

function isExpired(item: Item, attribute: string, now: number): boolean {
  const expires = Number(item[attribute]?.N ?? Number.NaN);
  const seconds = now / 1000;
  return expires < seconds && expires > seconds - OLDEST;
}

function keyOf(table: TableDescription, item: Item): Item {
  return Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]));
}
