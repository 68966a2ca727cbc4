import type { ConfigOf } from '../../config-of.ts';
import type { Construct } from '../../construct.ts';
import { schema } from './schema.ts';

export type TableConfig = ConfigOf<typeof schema>;

export const construct: Construct<TableConfig> = {
  type: 'Table',
  schema,
  describe: () => ({ attributes: {}, levels: {}, bindings: [], shown: [] }),
  expand: () => ({ resources: {} }),
};
