/**
 * In: routes and their functions. Out: an HTTP API with its stage, access log, functions, one role and one log group.
 * Never lets the API call a function by another route than its own.
 */
import { physicalName } from '../../../core/names.ts';
import type { ConfigOf } from '../../config-of.ts';
import type { Construct, Draft, DraftValue, ExpandContext } from '../../construct.ts';
import { corsConfiguration } from '../../kit/cors.ts';
import { inheritedLayers, type Layer } from '../../kit/function-layers.ts';
import { functions } from '../../kit/functions.ts';
import { attribute, join, ref } from '../../kit/intrinsics.ts';
import { logDays, logGroup } from '../../kit/log-group.ts';
import { ACCESS_LOG_FORMAT } from './access-log.ts';
import { type Route, readRoutes } from './routes.ts';
import { schema } from './schema.ts';

export type ApiConfig = ConfigOf<typeof schema>;

/** API Gateway's limits. */
const NAME_LENGTH = 128;
const LONGEST_WAIT = 30;

export const construct: Construct<ApiConfig> = {
  type: 'Api',
  schema,
  describe(_config, self) {
    const id = self.logicalId('HttpApi');
    return {
      attributes: { url: { value: attribute(id, 'ApiEndpoint') }, apiId: { value: ref(id) } },
      levels: {},
      bindings: ['url'],
      shown: ['url'],
    };
  },
  expand(config, context) {
    const routes = readRoutes(config, context);
    const { environment, bind, permissions } = config;
    const shared = [
      { config: config.defaults?.function ?? {}, path: [...context.path, 'defaults', 'function'] },
      { config: { ...(environment && { environment }), ...(bind && { bind }), ...(permissions && { permissions }) }, path: context.path },
    ];
    const places = routes.map(({ name, function: fn, path }) => ({ prefix: name, config: fn, path }));
    for (const place of places) checkTimeout([...inheritedLayers(context), ...shared, place], context);
    const { resources, assets } = functions(places, shared, context);
    return {
      resources: {
        ...gateway(config, context),
        ...resources,
        ...Object.assign({}, ...routes.map((route) => routeResources(route, context))),
      },
      assets,
    };
  },
};

/** Told where the time-out is written: of many functions below one default only once. */
function checkTimeout(layers: readonly Layer[], context: ExpandContext): void {
  const layer = layers.findLast(({ config }) => config.timeout !== undefined);
  const seconds = layer?.config.timeout;
  if (!layer || typeof seconds !== 'number' || seconds <= LONGEST_WAIT) return;
  context.report('E3033', [...layer.path, 'timeout'], { seconds, limit: LONGEST_WAIT }, { part: 'value' });
}

function gateway(config: ApiConfig, context: ExpandContext): Readonly<Record<string, Draft>> {
  const { accessLog, throttle } = config;
  const logged = accessLog.enabled;
  return {
    HttpApi: {
      type: 'AWS::ApiGatewayV2::Api',
      properties: {
        Name: physicalName(context.app.stage, context.app.app, context.id, NAME_LENGTH),
        ProtocolType: 'HTTP',
        CorsConfiguration: corsConfiguration(config.cors, [...context.path, 'cors'], context),
      },
    },
    Stage: {
      type: 'AWS::ApiGatewayV2::Stage',
      properties: {
        ApiId: ref(context.logicalId('HttpApi')),
        // The stage without a name in its URL; a deploy needs no deployment of its own.
        StageName: '$default',
        AutoDeploy: true,
        AccessLogSettings: logged
          ? { DestinationArn: attribute(context.logicalId('AccessLogs'), 'Arn'), Format: accessLog.format ?? ACCESS_LOG_FORMAT }
          : undefined,
        DefaultRouteSettings: throttle && { ThrottlingRateLimit: throttle.rate, ThrottlingBurstLimit: throttle.burst },
      },
    },
    ...(logged && { AccessLogs: { ...logGroup(accessLog.retention ?? logDays(context)), path: [...context.path, 'accessLog'] } }),
  };
}

function routeResources({ key, resource, name, path }: Route, context: ExpandContext): Readonly<Record<string, Draft>> {
  const api = ref(context.logicalId('HttpApi'));
  const functionArn = attribute(context.logicalId(`${name}Function`), 'Arn');
  const integration = context.logicalId(`${name}Integration`);
  return {
    [`${name}Integration`]: {
      type: 'AWS::ApiGatewayV2::Integration',
      path,
      properties: { ApiId: api, IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' },
    },
    [`${name}Route`]: {
      type: 'AWS::ApiGatewayV2::Route',
      path,
      properties: { ApiId: api, RouteKey: key, Target: join(['integrations/', ref(integration)]) },
    },
    [`${name}Permission`]: {
      type: 'AWS::Lambda::Permission',
      path,
      properties: {
        FunctionName: functionArn,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: sourceArn(context.logicalId('HttpApi'), resource),
      },
    },
  };
}

/** ARN of the calls that come through a route: any stage, any method, then the path as the route has it, `{id}` and all. */
function sourceArn(api: string, resource: string): DraftValue {
  const parts = [
    'arn:',
    ref('AWS::Partition'),
    ':execute-api:',
    ref('AWS::Region'),
    ':',
    ref('AWS::AccountId'),
    ':',
    ref(api),
    `/*/*${resource}`,
  ];
  return join(parts);
}
