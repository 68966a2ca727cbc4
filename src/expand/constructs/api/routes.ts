/** Route keys: read, brought into one form, and refused where API Gateway would refuse them. */
import { instead } from '../../../core/fix.ts';
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
const LITERAL = /^[A-Za-z0-9._~!$&'()*+,;=:@%-]+$/;
const NAME = /^[A-Za-z0-9._-]+$/;
const VARIABLE = /\{([^{}]*?)(\+?)\}/g;

/** By their key, so that their order in the file changes nothing. */
export function readRoutes(config: ApiConfig, context: ExpandContext): readonly Route[] {
  const routes = new Map<string, Route>();
  for (const [written, fn] of Object.entries(config.routes)) {
    const path = [...context.path, 'routes', written];
    const read = readKey(written);
    if ('problem' in read) {
      const right = read.right === undefined ? undefined : putRight(read.right);
      const fix = right === undefined ? undefined : instead(written, right);
      context.report('E3017', path, { key: written, problem: read.problem, right }, { fix });
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

/** More than one thing may be wrong with a key. */
function putRight(key: string): string | undefined {
  const read = readKey(key);
  if (!('problem' in read)) return key;
  return read.right === undefined ? undefined : putRight(read.right);
}

interface KeyProblem {
  /** Goes on after `… is not a route: `. */
  readonly problem: string;
  /** The route that can only have been meant. */
  readonly right?: string;
}

function readKey(written: string): RouteKey | KeyProblem {
  const [method = '', path = '', ...rest] = written.trim().split(/\s+/);
  if (method === '$default')
    return path === '' ? { key: '$default', resource: '' } : { problem: '`$default` stands alone', right: '$default' };
  if (/^\$(connect|disconnect)$/.test(method)) return { problem: 'that is one of WebSocket APIs' };
  const upper = method.toUpperCase();
  if (method.startsWith('/')) return { problem: `the method comes first, for example \`GET ${method}\`` };
  if (method === '*') return { problem: 'any method is `ANY`', right: `ANY ${[path, ...rest].join(' ')}`.trimEnd() };
  if (/[,|]/.test(method)) return { problem: 'it has more than one method: write a route for each, or `ANY`' };
  if (!METHODS.includes(upper)) return { problem: `it begins with a method (${METHODS.join(', ')}), or is \`$default\`` };
  if (rest.length > 0) return { problem: 'it is one method and one path, and no path has spaces' };
  if (path === '') return { problem: `the path is missing, for example \`${upper} /notes\`` };
  const found = pathProblem(path);
  if (!found) return { key: `${upper} ${path}`, resource: path };
  return { problem: found.problem, ...(found.right !== undefined && { right: `${method} ${found.right}` }) };
}

function pathProblem(path: string): KeyProblem | undefined {
  if (/^https?:/.test(path)) return { problem: 'it has a path, not a URL' };
  if (!path.startsWith('/')) return { problem: 'a path begins with `/`', right: `/${path}` };
  if (path.includes('?')) return { problem: 'queries are no part of a path: the function gets them all' };
  const parts = path.slice(1).split('/');
  // A `/` at the end makes another route than none; the path `/` has no parts.
  const named = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  if (named.includes('')) return { problem: 'a part of the path is empty', right: path.replace(/\/{2,}/g, '/') };
  for (const [index, part] of named.entries()) {
    const found = partProblem(part, index === parts.length - 1);
    if (found)
      return { problem: found.problem, ...(found.right !== undefined && { right: path.replace(part, () => found.right as string) }) };
  }
  const names = [...path.matchAll(VARIABLE)].map(([, name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : { problem: `\`{${twice}}\` is there twice: give each part its own name` };
}

function partProblem(part: string, isLast: boolean): KeyProblem | undefined {
  // Variables as other frameworks write them would be taken as literal text.
  const foreign = /^(?::(\w+)|<(?:\w+:)?(\w+)>|\[(\w+)\])$/.exec(part);
  const name = foreign?.slice(1).find((one) => one !== undefined);
  if (name !== undefined) return { problem: 'a variable part stands in braces', right: `{${name}}` };
  if (/^\*+$/.test(part)) {
    const problem = 'the rest of a path is `{proxy+}`, at its end';
    return isLast ? { problem, right: '{proxy+}' } : { problem };
  }
  const variable = /^\{(.*?)(\+?)\}$/.exec(part);
  if (variable) {
    const [, inside = '', greedy] = variable;
    if (inside === '') return { problem: 'a variable part has no name' };
    if (!NAME.test(inside))
      return { problem: `\`${inside}\` is no name of a variable part: letters, digits, \`.\`, \`_\` and \`-\` make one` };
    return greedy === '+' && !isLast ? { problem: `\`${part}\` takes the rest of the path, so nothing can come after it` } : undefined;
  }
  if (/[{}]/.test(part)) return { problem: `\`${part}\` mixes text and a variable: a part is all the one or the other` };
  return LITERAL.test(part) ? undefined : { problem: `\`${part}\` has characters that no path has` };
}
