import type { ConfigOf } from '../../config-of.ts';
import type { Construct } from '../../construct.ts';
import { schema } from './schema.ts';

export type StaticSiteConfig = ConfigOf<typeof schema>;

export const construct: Construct<StaticSiteConfig> = {
  type: 'StaticSite',
  schema,
  describe: () => ({ attributes: {}, levels: {}, bindings: [], shown: [] }),
  expand: () => ({ resources: {} }),
};
