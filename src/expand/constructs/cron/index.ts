import type { ConfigOf } from '../../config-of.ts';
import type { Construct } from '../../construct.ts';
import { schema } from './schema.ts';

export type CronConfig = ConfigOf<typeof schema>;

export const construct: Construct<CronConfig> = {
  type: 'Cron',
  schema,
  describe: () => ({ attributes: {}, levels: {}, bindings: [], shown: [] }),
  expand: () => ({ resources: {} }),
};
