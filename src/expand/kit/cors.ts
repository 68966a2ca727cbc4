/** CORS of HTTP APIs and function URLs, which spell it alike. */
import type { JsonPath } from '../../core/span.ts';
import type { ConfigOf } from '../config-of.ts';
import type { DraftValue, ExpandContext } from '../construct.ts';
import { listOf } from './list-of.ts';
import type { definitions } from './schemas/index.ts';

export type Cors = ConfigOf<(typeof definitions)['Cors']>;

export function corsConfiguration(cors: Cors, path: JsonPath, context: ExpandContext): DraftValue | undefined {
  if (!cors.enabled) return undefined;
  // Browsers refuse the answer, API Gateway the configuration.
  if (cors.allowCredentials && Array.isArray(cors.allowOrigins) && cors.allowOrigins.includes('*')) {
    context.report('E3021', [...path, 'allowCredentials'], {});
  }
  return {
    AllowOrigins: listOf(cors.allowOrigins, context),
    AllowMethods: cors.allowMethods,
    AllowHeaders: listOf(cors.allowHeaders, context),
    ExposeHeaders: cors.exposeHeaders && listOf(cors.exposeHeaders, context),
    AllowCredentials: cors.allowCredentials || undefined,
    MaxAge: cors.maxAge,
  };
}
