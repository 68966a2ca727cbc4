/** `AWS::ApiGatewayV2::Api`, `Stage`, `Route` and `Integration`, for HTTP APIs. */
import type { ApiSettings, HttpApi, Integration, Route, RouteSettings, Stage } from '../services/apigateway/apis.ts';
import type { Services } from '../services/index.ts';
import type { Properties, ProvidedResource, ProviderContext, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'ApiGatewayV2';

export function providers(services: Services): ResourceProvider[] {
  const { apigateway } = services;
  const { apis } = apigateway;

  const provided = (api: HttpApi): ProvidedResource => ({
    physicalId: api.id,
    attributes: {
      ApiId: api.id,
      ApiEndpoint: apigateway.endpointOf(api),
      ExecuteApiArn: apigateway.executeApiArn(api),
    },
  });

  const api: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Api',
    create: (properties, context) =>
      handled(SERVICE, async () => provided(await apigateway.createApi(context.region, apiSettings(properties, context)))),
    update: (id, properties, _previous, context) => handled(SERVICE, () => provided(apis.update(id, apiSettings(properties, context)))),
    delete: (id) => handled(SERVICE, () => (apis.find(id) ? apigateway.deleteApi(id) : undefined)),
    async read(id, region) {
      const found = apis.find(id);
      return found?.region === region ? provided(found) : undefined;
    },
  };

  const stage: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Stage',
    create: (properties, context) =>
      handled(SERVICE, () => {
        const { ApiId: apiId, StageName: name } = properties;
        if (apis.get(String(apiId)).stages[String(name)]) throw new ProviderError('AlreadyExists', 'Stage already exists', SERVICE, 409);
        return putStage(properties, context);
      }),
    update: (_name, properties, _previous, context) => handled(SERVICE, () => putStage(properties, context)),
    delete: (name, { ApiId: apiId }) => handled(SERVICE, () => removePart(apiId, 'stages', name)),
    // A stage's name says nothing without its API.
    read: async () => undefined,
  };

  function putStage(properties: Properties, context: ProviderContext): ProvidedResource {
    apigateway.putStage(String(properties.ApiId), stageFrom(properties, context));
    return { physicalId: String(properties.StageName), attributes: {} };
  }

  const route: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Route',
    create: (properties) => handled(SERVICE, () => providedPart('RouteId', apis.addRoute(String(properties.ApiId), routeFrom(properties)))),
    update: (id, properties) =>
      handled(SERVICE, () => {
        apis.updateRoute(String(properties.ApiId), id, routeFrom(properties));
        return providedPart('RouteId', id);
      }),
    delete: (id, { ApiId: apiId }) => handled(SERVICE, () => removePart(apiId, 'routes', id)),
    async read(id, region) {
      return apis.list(region).some(({ routes }) => routes[id]) ? providedPart('RouteId', id) : undefined;
    },
  };

  const integration: ResourceProvider = {
    type: 'AWS::ApiGatewayV2::Integration',
    create: (properties) =>
      handled(SERVICE, () => providedPart('IntegrationId', apis.addIntegration(String(properties.ApiId), integrationFrom(properties)))),
    update: (id, properties) =>
      handled(SERVICE, () => {
        apis.updateIntegration(String(properties.ApiId), id, integrationFrom(properties));
        return providedPart('IntegrationId', id);
      }),
    delete: (id, { ApiId: apiId }) => handled(SERVICE, () => removePart(apiId, 'integrations', id)),
    async read(id, region) {
      return apis.list(region).some(({ integrations }) => integrations[id]) ? providedPart('IntegrationId', id) : undefined;
    },
  };

  function removePart(apiId: unknown, part: 'stages' | 'routes' | 'integrations', id: string): void {
    if (apis.find(String(apiId))?.[part][id]) apis.removePart(String(apiId), part, id);
  }

  return [api, stage, route, integration];
}

function providedPart(attribute: string, id: string): ProvidedResource {
  return { physicalId: id, attributes: { [attribute]: id } };
}

function refuse(message: string): ProviderError {
  return new ProviderError('InvalidRequest', message, SERVICE);
}

const API_PROPERTIES = ['CorsConfiguration', 'Description', 'Name', 'ProtocolType', 'RouteSelectionExpression', 'Tags', 'IpAddressType'];

function apiSettings(properties: Properties, context: ProviderContext): ApiSettings {
  refuseUnknown(properties, API_PROPERTIES, 'HTTP APIs');
  const { Name: name, ProtocolType: protocol, CorsConfiguration: cors, Description: description, Tags: tags } = properties;
  if (protocol !== 'HTTP') throw refuse(`The embedded endpoint has HTTP APIs, none of protocol ${protocol}.`);
  if (typeof name !== 'string' || name.length === 0 || name.length > 128) throw refuse('Invalid API name specified');
  checkCors(cors as Properties | undefined);
  return {
    Name: name,
    ...(description === undefined ? {} : { Description: String(description) }),
    ...(cors ? { CorsConfiguration: cors as Properties } : {}),
    Tags: { ...context.tags, ...(tags as Readonly<Record<string, string>> | undefined) },
  };
}

function checkCors(cors: Properties | undefined): void {
  const origins = (cors?.AllowOrigins ?? []) as readonly string[];
  if (String(cors?.AllowCredentials) === 'true' && origins.includes('*')) {
    throw refuse('allowCredentials is not supported when wildcard (*) is specified in allowOrigins');
  }
  const invalid = origins.find((origin) => origin !== '*' && !/^https?:\/\/(\*|[^/\s*]+)$/.test(origin));
  if (invalid !== undefined) throw refuse(`Invalid format for origin ${invalid}`);
}

const STAGE_PROPERTIES = [
  'AccessLogSettings',
  'ApiId',
  'AutoDeploy',
  'DefaultRouteSettings',
  'Description',
  'RouteSettings',
  'StageName',
  'StageVariables',
  'Tags',
];

function stageFrom(properties: Properties, context: ProviderContext): Stage {
  refuseUnknown(properties, STAGE_PROPERTIES, 'stages of HTTP APIs');
  const name = String(properties.StageName);
  if (!/^(\$default|[\w-]{1,128})$/.test(name)) throw refuse('Stage name only allows a-zA-Z0-9_- and $default');
  const routeSettings = properties.RouteSettings as Readonly<Record<string, Properties>> | undefined;
  const { AccessLogSettings: log, StageVariables: variables, DefaultRouteSettings: defaults } = properties;
  return {
    StageName: name,
    AutoDeploy: String(properties.AutoDeploy) === 'true',
    ...(properties.Description === undefined ? {} : { Description: String(properties.Description) }),
    ...(variables ? { StageVariables: variables as Readonly<Record<string, string>> } : {}),
    ...(log ? { AccessLogSettings: log as NonNullable<Stage['AccessLogSettings']> } : {}),
    ...(defaults ? { DefaultRouteSettings: throttling(defaults as Properties) } : {}),
    ...(routeSettings
      ? { RouteSettings: Object.fromEntries(Object.entries(routeSettings).map(([key, value]) => [key, throttling(value)])) }
      : {}),
    Tags: { ...context.tags, ...(properties.Tags as Readonly<Record<string, string>> | undefined) },
  };
}

function throttling({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }: Properties): RouteSettings {
  return {
    ...(rate === undefined ? {} : { ThrottlingRateLimit: Number(rate) }),
    ...(burst === undefined ? {} : { ThrottlingBurstLimit: Number(burst) }),
  };
}

function routeFrom(properties: Properties): Route {
  refuseUnknown(properties, ['ApiId', 'AuthorizationType', 'OperationName', 'RouteKey', 'Target'], 'routes of HTTP APIs');
  const { AuthorizationType: authorization = 'NONE', Target: target } = properties;
  if (authorization !== 'NONE' && authorization !== 'AWS_IAM') {
    throw refuse(`The embedded endpoint has no authorizers: AuthorizationType ${authorization}.`);
  }
  return {
    RouteKey: String(properties.RouteKey),
    AuthorizationType: authorization,
    ...(target === undefined ? {} : { Target: String(target) }),
  };
}

const INTEGRATION_PROPERTIES = [
  'ApiId',
  'ConnectionType',
  'Description',
  'IntegrationMethod',
  'IntegrationType',
  'IntegrationUri',
  'PayloadFormatVersion',
  'TimeoutInMillis',
];

function integrationFrom(properties: Properties): Integration {
  refuseUnknown(properties, INTEGRATION_PROPERTIES, 'integrations of HTTP APIs');
  const { IntegrationType: type, IntegrationUri: uri, PayloadFormatVersion: version, TimeoutInMillis: timeout = 30_000 } = properties;
  if (type !== 'AWS_PROXY' || !String(uri).includes(':function:')) {
    throw refuse('The embedded endpoint has integrations of HTTP APIs with Lambda functions (AWS_PROXY) only.');
  }
  if (version !== '1.0' && version !== '2.0') throw refuse('PayloadFormatVersion is required for AWS_PROXY integrations, 1.0 or 2.0.');
  if (Number(timeout) < 50 || Number(timeout) > 30_000) throw refuse('Timeout should be between 50 ms and 30000 ms');
  return { IntegrationType: type, IntegrationUri: String(uri), PayloadFormatVersion: version, TimeoutInMillis: Number(timeout) };
}
