/**
 * The list of resources that removals kept, while a run changes it. Written before a removal, so that a run that dies
 * right after has forgotten nothing; an entry goes when its resource is in a stack again.
 */
import { type Records, type RetainedResource, writeRetained } from './records.ts';

export interface Keeping {
  readonly all: readonly RetainedResource[];
  /** What this run added and did not take back. */
  readonly added: readonly RetainedResource[];
  keep(resources: readonly RetainedResource[]): Promise<void>;
  forget(resources: readonly Pick<RetainedResource, 'region' | 'resourceType' | 'physicalId'>[]): Promise<void>;
}

type Named = Pick<RetainedResource, 'region' | 'resourceType' | 'physicalId'>;

export function createKeeping(records: Records, known: readonly RetainedResource[]): Keeping {
  let all = known;
  const added: RetainedResource[] = [];
  // One write at a time, each with all that came before it.
  let writing: Promise<void> = Promise.resolve();

  function write(next: readonly RetainedResource[]): Promise<void> {
    all = next;
    const done = writing.then(() => writeRetained(records, all));
    writing = done.catch(() => undefined);
    return done;
  }

  return {
    get all() {
      return all;
    },
    get added() {
      return added.filter((resource) => all.some((kept) => isSame(kept, resource)));
    },
    async keep(resources) {
      added.push(...resources);
      const fresh = resources.filter((resource) => !all.some((kept) => isSame(kept, resource)));
      if (fresh.length > 0) await write([...all, ...fresh]);
    },
    async forget(resources) {
      const left = all.filter((kept) => !resources.some((resource) => isSame(kept, resource)));
      if (left.length < all.length) await write(left);
    },
  };
}

function isSame(a: Named, b: Named): boolean {
  return a.physicalId === b.physicalId && a.resourceType === b.resourceType && a.region === b.region;
}
