/** The environment variables of a function: what the user wrote and what `bind` adds. */
import { environmentName } from '../../core/environment-name.ts';
import { type Expression, isExpression } from '../../core/expression.ts';
import type { JsonPath } from '../../core/span.ts';
import type { ExpandContext } from '../construct.ts';
import type { Access } from './function-layers.ts';

type Variables = Readonly<Record<string, string | Expression>>;

/** Names that Lambda sets itself and refuses in a function's configuration. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** Lambda's limit of all names and values together, in bytes. */
const LIMIT = 4096;

export function environmentVariables(access: Access, sourcemap: boolean, path: JsonPath, context: ExpandContext): Variables {
  const variables: Record<string, string | Expression> = {};
  const sources = new Map<string, JsonPath>();
  for (const [name, { value, path: place }] of access.environment) {
    if (RESERVED.has(name.toUpperCase())) context.report('E3008', place, { name });
    variables[name] = value;
    sources.set(name, place);
  }
  for (const [id, { path: place }] of access.bind) {
    for (const attribute of context.find(id)?.bindings ?? []) {
      const name = environmentName(id, attribute);
      const other = sources.get(name);
      if (other) {
        context.report(
          'E3007',
          place,
          { name, source: `${id}.${attribute}` },
          { part: 'value', related: [{ message: 'also set here', path: other }] },
        );
      } else {
        variables[name] = context.attribute(id, attribute, place);
        sources.set(name, place);
      }
    }
  }
  // Without it Node.js would show places in the bundle. What the user wrote there counts.
  if (sourcemap && !('NODE_OPTIONS' in variables)) variables.NODE_OPTIONS = '--enable-source-maps';
  const size = Object.entries(variables).reduce((sum, [name, value]) => sum + bytes(name) + (isExpression(value) ? 0 : bytes(value)), 0);
  if (size > LIMIT) context.report('E3026', path, { size, limit: LIMIT });
  return variables;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
