/** CORS as API Gateway and function URLs do it for a function: they answer preflights and set the headers, not the function. */
import type { LocalRequest, LocalResponse } from '../../types.ts';

export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: number;
  readonly allowCredentials: boolean;
}

/** Reads `AllowOrigins`, `AllowMethods` … of either service. */
export function corsSettings(value: unknown): CorsSettings | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const list = (name: string) => (Array.isArray(given[name]) ? (given[name] as unknown[]).map(String) : []);
  return {
    allowOrigins: list('AllowOrigins'),
    allowMethods: list('AllowMethods'),
    allowHeaders: list('AllowHeaders'),
    exposeHeaders: list('ExposeHeaders'),
    allowCredentials: given.AllowCredentials === true || given.AllowCredentials === 'true',
    ...(given.MaxAge === undefined ? {} : { maxAge: Number(given.MaxAge) }),
  };
}

export function isPreflight(request: LocalRequest): boolean {
  return (
    request.method === 'OPTIONS' && request.headers.origin !== undefined && request.headers['access-control-request-method'] !== undefined
  );
}

/** No CORS headers for an origin that isn't allowed: the browser then refuses. */
export function preflightResponse(cors: CorsSettings, request: LocalRequest, status: number): LocalResponse {
  const origin = originHeaders(cors, request);
  if (Object.keys(origin).length === 0) return { status };
  return {
    status,
    headers: {
      ...origin,
      ...(cors.allowMethods.length > 0 ? { 'access-control-allow-methods': cors.allowMethods.join(',') } : {}),
      ...(cors.allowHeaders.length > 0 ? { 'access-control-allow-headers': cors.allowHeaders.join(',').toLowerCase() } : {}),
      ...(cors.maxAge === undefined ? {} : { 'access-control-max-age': String(cors.maxAge) }),
    },
  };
}

/** The function's own CORS headers are dropped. */
export function withCors(cors: CorsSettings | undefined, request: LocalRequest, response: LocalResponse): LocalResponse {
  if (!cors) return response;
  const own = Object.entries(response.headers ?? {}).filter(([name]) => !name.startsWith('access-control-'));
  return { ...response, headers: { ...Object.fromEntries(own), ...originHeaders(cors, request) } };
}

function originHeaders(cors: CorsSettings, request: LocalRequest): Record<string, string> {
  const { origin } = request.headers;
  if (typeof origin !== 'string') return {};
  const any = cors.allowOrigins.includes('*');
  const allowed = any || cors.allowOrigins.some((entry) => matches(entry, origin));
  if (!allowed) return {};
  return {
    'access-control-allow-origin': any && !cors.allowCredentials ? '*' : origin,
    ...(any && !cors.allowCredentials ? {} : { vary: 'Origin' }),
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders.length > 0 ? { 'access-control-expose-headers': cors.exposeHeaders.join(',').toLowerCase() } : {}),
  };
}

/** Besides whole origins there are only `http://*` and `https://*`. */
function matches(entry: string, origin: string): boolean {
  return entry.endsWith('://*') ? origin.startsWith(entry.slice(0, -1)) : entry === origin;
}
