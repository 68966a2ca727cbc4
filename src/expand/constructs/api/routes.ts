/** Route keys: read, brought into one form, and refused where API Gateway would refuse them. */
import { itemName } from '../../../core/names.ts';
import type { JsonPath } from '../../../core/span.ts';
import type { ExpandContext } from '../../construct.ts';
import type { FunctionConfig } from '../../kit/function-layers.ts';
import type { ApiConfig } from './index.ts';

export interface Route {
  /** As API Gateway has it: `GET /notes`, `$default`. */
  readonly key: string;
  /** `/notes`; empty for `$default`. */
  readonly resource: string;
  /** What the logical ids of its resources begin with, after the construct's id. */
  readonly name: string;
  readonly function: FunctionConfig;
  readonly path: JsonPath;
}

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
/** Literal parts and `{name}`; `{name+}`, the rest of a path, only at the end. */
const PATH = /^\/$|^(\/([A-Za-z0-9._~!$&'()*+,;=:@%-]+|\{[A-Za-z0-9._-]+\}))*(\/\{[A-Za-z0-9._-]+\+\}|\/)?$/;

/** By their key, so that their order in the file changes nothing. */
export function readRoutes(config: ApiConfig, context: ExpandContext): readonly Route[] {
  const routes = new Map<string, Route>();
  for (const [written, fn] of Object.entries(config.routes)) {
    const path = [...context.path, 'routes', written];
    const read = readKey(written);
    if (!read) {
      context.report('E3017', path, { key: written });
      continue;
    }
    const other = routes.get(read.key);
    if (other) {
      context.report('E3018', path, { key: read.key }, { related: [{ message: 'the same route', path: other.path }] });
      continue;
    }
    routes.set(read.key, { ...read, name: itemName(read.key), function: fn, path });
  }
  return [...routes.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function readKey(written: string): Pick<Route, 'key' | 'resource'> | undefined {
  const [method = '', path = '', ...rest] = written.trim().split(/\s+/);
  if (method === '$default' && path === '') return { key: '$default', resource: '' };
  const upper = method.toUpperCase();
  if (rest.length > 0 || !METHODS.includes(upper) || !path.startsWith('/') || !PATH.test(path)) return undefined;
  return { key: `${upper} ${path}`, resource: path };
}
