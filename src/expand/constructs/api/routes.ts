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

type RouteKey = Pick<Route, 'key' | 'resource'>;

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
/** Literal parts and `{name}`; `{name+}`, the rest of a path, only at the end. */
const PATH = /^\/$|^(\/([A-Za-z0-9._~!$&'()*+,;=:@%-]+|\{[A-Za-z0-9._-]+\}))*(\/\{[A-Za-z0-9._-]+\+\}|\/)?$/;
const VARIABLE = /\{([^}]*?)(\+?)\}/g;

/** By their key, so that their order in the file changes nothing. */
export function readRoutes(config: ApiConfig, context: ExpandContext): readonly Route[] {
  const routes = new Map<string, Route>();
  for (const [written, fn] of Object.entries(config.routes)) {
    const path = [...context.path, 'routes', written];
    const read = readKey(written);
    if ('problem' in read) {
      context.report('E3017', path, { key: written, problem: read.problem });
      continue;
    }
    // Names of variables tell no requests apart.
    const requests = read.key.replace(VARIABLE, '{$2}');
    const other = routes.get(requests);
    if (other) {
      context.report('E3018', path, { key: read.key, other: other.key }, { related: [{ message: 'the other one', path: other.path }] });
      continue;
    }
    routes.set(requests, { ...read, name: itemName(read.key), function: fn, path });
  }
  return [...routes.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function readKey(written: string): RouteKey | { readonly problem: string } {
  const [method = '', path = '', ...rest] = written.trim().split(/\s+/);
  if (method === '$default' && path === '') return { key: '$default', resource: '' };
  const upper = method.toUpperCase();
  if (method.startsWith('/')) return { problem: `write the method before the path: \`GET ${method}\`` };
  if (!METHODS.includes(upper)) return { problem: `begin with a method (${METHODS.join(', ')}), or write \`$default\`` };
  const problem = rest.length > 0 ? 'write one method and one path: `GET /notes`' : pathProblem(upper, path);
  return problem === undefined ? { key: `${upper} ${path}`, resource: path } : { problem };
}

function pathProblem(method: string, path: string): string | undefined {
  if (!path.startsWith('/')) return `a path begins with \`/\`: \`${method} /${path}\``;
  // Other frameworks' variables would be taken as literal text.
  const foreign = /\/(?::(\w+)|(\*+))(?=\/|$)/.exec(path);
  if (foreign) return foreign[1] === undefined ? 'the rest of a path is `{proxy+}`' : `a part of the path is \`{${foreign[1]}}\``;
  const names = [...path.matchAll(VARIABLE)].map(([, name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `\`{${twice}}\` is there twice: give each part its own name`;
  return PATH.test(path) ? undefined : 'parts of a path are text or `{id}`, and only the last may be `{proxy+}`';
}
