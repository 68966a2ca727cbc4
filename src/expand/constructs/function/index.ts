import type { ConfigOf } from '../../config-of.ts';
import type { Construct } from '../../construct.ts';
import { schema } from './schema.ts';

export type FunctionConfig = ConfigOf<typeof schema>;

export const construct: Construct<FunctionConfig> = {
  type: 'Function',
  schema,
  describe: () => ({ attributes: {}, levels: {}, bindings: [], shown: [] }),
  expand: () => ({ resources: {} }),
};
