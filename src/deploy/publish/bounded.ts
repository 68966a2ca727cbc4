/** `work` on every item, at most `limit` at once; results in the order of the items. The first failure ends it, once what runs is done. */
export async function bounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker);
  for (const { status, ...outcome } of await Promise.allSettled(workers)) {
    if (status === 'rejected') throw (outcome as { reason: unknown }).reason;
  }
  return results;
}
