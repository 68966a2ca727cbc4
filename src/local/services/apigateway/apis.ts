/** HTTP APIs as they are configured: stages, routes and integrations, remembered in one file. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import { parseRouteKey } from './route-matching.ts';

export interface HttpApi {
  readonly id: string;
  readonly region: string;
  readonly createdDate: string;
  readonly settings: ApiSettings;
  readonly stages: Readonly<Record<string, Stage>>;
  readonly routes: Readonly<Record<string, Route>>;
  readonly integrations: Readonly<Record<string, Integration>>;
}

/** Names as in CloudFormation and in the API, which agree. */
export interface ApiSettings {
  readonly Name: string;
  readonly Description?: string;
  readonly CorsConfiguration?: Readonly<Record<string, unknown>>;
  readonly Tags: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly StageName: string;
  readonly AutoDeploy: boolean;
  readonly Description?: string;
  readonly StageVariables?: Readonly<Record<string, string>>;
  readonly AccessLogSettings?: { readonly DestinationArn: string; readonly Format: string };
  readonly DefaultRouteSettings?: RouteSettings;
  readonly RouteSettings?: Readonly<Record<string, RouteSettings>>;
  readonly Tags: Readonly<Record<string, string>>;
}

export interface RouteSettings {
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

export interface Route {
  readonly RouteKey: string;
  readonly Target?: string;
  readonly AuthorizationType: 'NONE' | 'AWS_IAM';
}

export interface Integration {
  readonly IntegrationType: 'AWS_PROXY';
  readonly IntegrationUri: string;
  readonly PayloadFormatVersion: '1.0' | '2.0';
  readonly TimeoutInMillis: number;
}

type Part = 'routes' | 'stages' | 'integrations';

export interface HttpApis {
  load(): void;
  all(): readonly HttpApi[];
  list(region: string): HttpApi[];
  find(id: string): HttpApi | undefined;
  /** Throws what AWS says of an API that isn't there. */
  get(id: string): HttpApi;
  create(region: string, settings: ApiSettings): HttpApi;
  update(id: string, settings: ApiSettings): HttpApi;
  remove(id: string): void;
  /** Each gives the id of what it added. */
  putStage(apiId: string, stage: Stage): void;
  addRoute(apiId: string, route: Route): string;
  updateRoute(apiId: string, routeId: string, route: Route): void;
  addIntegration(apiId: string, integration: Integration): string;
  updateIntegration(apiId: string, integrationId: string, integration: Integration): void;
  removePart(apiId: string, part: Part, id: string): void;
}

export function createHttpApis(directory: string, account: string): HttpApis {
  const file = join(directory, 'apis.json');
  let apis = new Map<string, HttpApi>();

  function put(api: HttpApi): HttpApi {
    apis.set(api.id, api);
    writeState(file, [...apis.values()]);
    return api;
  }

  function putPart<P extends Part>(apiId: string, part: P, id: string, value: HttpApi[P][string]): void {
    const api = service.get(apiId);
    put({ ...api, [part]: { ...api[part], [id]: value } });
  }

  function checkRoute(api: HttpApi, route: Route, ownId?: string): void {
    if (!parseRouteKey(route.RouteKey)) {
      throw badRequest(
        'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
      );
    }
    if (Object.entries(api.routes).some(([id, { RouteKey }]) => id !== ownId && RouteKey === route.RouteKey)) {
      throw new AwsError('ConflictException', `Route with key ${route.RouteKey} already exists for this API`, 409);
    }
    const integration = route.Target?.replace(/^integrations\//, '');
    if (integration !== undefined && !api.integrations[integration]) {
      throw badRequest(`Invalid integration identifier specified: ${integration}`);
    }
  }

  const service: HttpApis = {
    load() {
      apis = new Map(readState<HttpApi[]>(file, []).map((api) => [api.id, api]));
    },
    all: () => [...apis.values()],
    list: (region) => [...apis.values()].filter((api) => api.region === region),
    find: (id) => apis.get(id),
    get(id) {
      const api = apis.get(id);
      if (!api) throw new AwsError('NotFoundException', `Invalid API identifier specified ${account}:${id}`, 404);
      return api;
    },
    create: (region, settings) =>
      put({ id: newId(10), region, createdDate: new Date().toISOString(), settings, stages: {}, routes: {}, integrations: {} }),
    update: (id, settings) => put({ ...service.get(id), settings }),
    remove(id) {
      service.get(id);
      apis.delete(id);
      writeState(file, [...apis.values()]);
    },
    putStage: (apiId, stage) => putPart(apiId, 'stages', stage.StageName, stage),
    addRoute(apiId, route) {
      checkRoute(service.get(apiId), route);
      const id = newId(7);
      putPart(apiId, 'routes', id, route);
      return id;
    },
    updateRoute(apiId, routeId, route) {
      checkRoute(service.get(apiId), route, routeId);
      putPart(apiId, 'routes', routeId, route);
    },
    addIntegration(apiId, integration) {
      const id = newId(7);
      putPart(apiId, 'integrations', id, integration);
      return id;
    },
    updateIntegration: (apiId, integrationId, integration) => putPart(apiId, 'integrations', integrationId, integration),
    removePart(apiId, part, id) {
      const api = service.get(apiId);
      if (part === 'integrations') {
        const user = Object.entries(api.routes).find(([, route]) => route.Target === `integrations/${id}`);
        if (user) {
          const message = `Cannot delete Integration '${id}' because it is referenced by Route '${user[1].RouteKey}'.`;
          throw new AwsError('ConflictException', message, 409);
        }
      }
      const { [id]: _, ...rest } = api[part];
      put({ ...api, [part]: rest });
    },
  };
  return service;
}

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}

function newId(length: number): string {
  return Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[randomInt(36)]).join('');
}
