import type { ConfigOf } from '../../config-of.ts';
import type { Construct } from '../../construct.ts';
import { schema } from './schema.ts';

export type ApiConfig = ConfigOf<typeof schema>;

export const construct: Construct<ApiConfig> = {
  type: 'Api',
  schema,
  describe: () => ({ attributes: {}, levels: {}, bindings: [], shown: [] }),
  expand: () => ({ resources: {} }),
};
