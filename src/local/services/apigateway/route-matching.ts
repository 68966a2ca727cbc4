/** Which route of an HTTP API a request takes, by API Gateway's precedence: the most literal path, then the method. Pure. */

export interface ParsedRouteKey {
  /** `ANY` for all. */
  readonly method: string;
  readonly segments: readonly Segment[];
}

type Segment = { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'variable' | 'greedy'; readonly name: string };

export interface RouteMatch<T> {
  readonly route: T;
  readonly pathParameters?: Readonly<Record<string, string>>;
}

const METHODS = new Set(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** `$default` has neither; undefined for what is no route key. */
export function parseRouteKey(key: string): ParsedRouteKey | '$default' | undefined {
  if (key === '$default') return '$default';
  const [, method = '', path = ''] = /^([A-Z]+) (\/\S*)$/.exec(key) ?? [];
  if (!METHODS.has(method)) return undefined;
  const segments = path.slice(1).split('/').map(parseSegment);
  const names = segments.flatMap((segment) => (segment?.kind === 'literal' ? [] : [segment?.name]));
  const greedy = segments.findIndex((segment) => segment?.kind === 'greedy');
  const malformed = segments.includes(undefined) || new Set(names).size < names.length || (greedy >= 0 && greedy < segments.length - 1);
  return malformed ? undefined : { method, segments: segments.filter((segment) => segment !== undefined) };
}

function parseSegment(text: string): Segment | undefined {
  const [, name, plus] = /^\{([\w.-]+)(\+)?\}$/.exec(text) ?? [];
  if (name !== undefined) return { kind: plus ? 'greedy' : 'variable', name };
  return /[{}]/.test(text) ? undefined : { kind: 'literal', text };
}

/** `path` is decoded and has no stage in it. */
export function matchRoute<T>(routes: readonly T[], keyOf: (route: T) => string, method: string, path: string): RouteMatch<T> | undefined {
  const parts = path.slice(1).split('/');
  let best: (RouteMatch<T> & { readonly rank: string }) | undefined;
  let fallback: T | undefined;
  for (const route of routes) {
    const key = parseRouteKey(keyOf(route));
    if (key === '$default') fallback = route;
    if (!key || key === '$default' || (key.method !== 'ANY' && key.method !== method)) continue;
    const values = pathValues(key.segments, parts);
    if (!values) continue;
    const rank = rankOf(key);
    if (best && best.rank <= rank) continue;
    best = { route, rank, ...(Object.keys(values).length > 0 ? { pathParameters: values } : {}) };
  }
  return best ?? (fallback === undefined ? undefined : { route: fallback });
}

/** Compared as text, segment by segment: literal before variable before greedy; a given method before any. */
function rankOf({ method, segments }: ParsedRouteKey): string {
  const kinds = segments.map(({ kind }) => (kind === 'literal' ? 'a' : kind === 'variable' ? 'b' : 'c'));
  return `${kinds.join('')} ${method === 'ANY' ? 1 : 0}`;
}

function pathValues(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (segment.kind === 'greedy') {
      const rest = parts.slice(index).join('/');
      if (rest === '') return undefined;
      values[segment.name] = rest;
      return values;
    }
    if (segment.kind === 'literal' ? segment.text !== part : part === '') return undefined;
    if (segment.kind === 'variable') values[segment.name] = part;
  }
  return parts.length === segments.length ? values : undefined;
}
