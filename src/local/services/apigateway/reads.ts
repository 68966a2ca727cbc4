/** The reads of API Gateway's control API, version 2. */
import type { LocalRequest } from '../../types.ts';
import type { HttpApi, HttpApis, Stage } from './apis.ts';

interface ReadContext {
  readonly apis: HttpApis;
  readonly region: string;
  readonly endpointOf: (api: HttpApi) => string;
}

export interface ReadOperation {
  readonly name: string;
  read(context: ReadContext): unknown;
}

type Reader = (context: ReadContext, ids: readonly string[]) => unknown;

const ROUTES: readonly (readonly [string, RegExp, Reader])[] = [
  ['GetApis', /^\/v2\/apis\/?$/, (context) => ({ Items: context.apis.list(context.region).map((api) => describeApi(api, context)) })],
  ['GetApi', /^\/v2\/apis\/([^/]+)$/, (context, [id = '']) => describeApi(context.apis.get(id), context)],
  [
    'GetStages',
    /^\/v2\/apis\/([^/]+)\/stages$/,
    ({ apis }, [id = '']) => ({ Items: Object.values(apis.get(id).stages).map(describeStage) }),
  ],
  [
    'GetRoutes',
    /^\/v2\/apis\/([^/]+)\/routes$/,
    ({ apis }, [id = '']) => ({
      Items: Object.entries(apis.get(id).routes).map(([RouteId, route]) => ({ RouteId, ApiKeyRequired: false, ...route })),
    }),
  ],
  [
    'GetIntegrations',
    /^\/v2\/apis\/([^/]+)\/integrations$/,
    ({ apis }, [id = '']) => ({
      Items: Object.entries(apis.get(id).integrations).map(([IntegrationId, integration]) => ({
        IntegrationId,
        ConnectionType: 'INTERNET',
        IntegrationMethod: 'POST',
        ...integration,
      })),
    }),
  ],
];

export function readOperation(request: LocalRequest): ReadOperation | undefined {
  if (request.method !== 'GET') return undefined;
  for (const [name, path, read] of ROUTES) {
    const found = path.exec(request.url.pathname);
    if (found) return { name, read: (context) => lowerFirst(read(context, found.slice(1).map(decodeURIComponent))) };
  }
  return undefined;
}

function describeApi(api: HttpApi, { endpointOf }: ReadContext) {
  return {
    ApiId: api.id,
    ApiEndpoint: endpointOf(api),
    ProtocolType: 'HTTP',
    RouteSelectionExpression: '$request.method $request.path',
    CreatedDate: api.createdDate,
    DisableExecuteApiEndpoint: false,
    ...api.settings,
  };
}

function describeStage(stage: Stage) {
  return { DefaultRouteSettings: { DetailedMetricsEnabled: false }, RouteSettings: {}, ...stage };
}

/** What users chose as keys stays as it is. */
const MAPS = new Set(['Tags', 'StageVariables', 'RouteSettings']);

/** Members begin small in this API. */
function lowerFirst(value: unknown, keepKeys = false): unknown {
  if (Array.isArray(value)) return value.map((item) => lowerFirst(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      keepKeys ? name : name.charAt(0).toLowerCase() + name.slice(1),
      lowerFirst(child, MAPS.has(name)),
    ]),
  );
}
