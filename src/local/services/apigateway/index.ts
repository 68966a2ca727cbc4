/**
 * In: HTTP APIs as CloudFormation sets them up. Out: an address for each, behind which their routes answer, and reads over
 * the control API. Must never serve an API that is gone.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AwsError, asAwsError } from '../../protocols/aws-error.ts';
import { restJsonError, restJsonResponse } from '../../protocols/json.ts';
import { regionOf } from '../../protocols/sigv4.ts';
import type { LocalEnvironment, LocalRequest, LocalResponse, Service } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import type { LambdaService } from '../lambda/index.ts';
import type { LogsService } from '../logs/index.ts';
import { type ApiSettings, badRequest, createHttpApis, type HttpApi, type HttpApis, type Stage } from './apis.ts';
import { createApiFront } from './front.ts';
import { type ReadOperation, readOperation } from './reads.ts';

export interface ApiGatewayService extends Service {
  readonly apis: HttpApis;
  createApi(region: string, settings: ApiSettings): Promise<HttpApi>;
  deleteApi(id: string): Promise<void>;
  /** `http://127.0.0.1:PORT` */
  endpointOf(api: HttpApi): string;
  executeApiArn(api: HttpApi): string;
  /** Refuses a stage whose access log can't be written. */
  putStage(apiId: string, stage: Stage): void;
}

export interface ApiGatewayPeers {
  readonly iam: Pick<IamService, 'authorize'>;
  readonly lambda: Pick<LambdaService, 'byArn' | 'mayInvoke' | 'run'>;
  readonly logs: Pick<LogsService, 'groups'>;
}

export function createApiGateway(environment: LocalEnvironment, services: ApiGatewayPeers): ApiGatewayService {
  const apis = createHttpApis(join(environment.directory, 'apigateway'), environment.account);
  const endpoints = new Map<string, string>();

  async function openFront(api: HttpApi): Promise<void> {
    const front = createApiFront(() => apis.find(api.id), {
      account: environment.account,
      iam: services.iam,
      lambda: services.lambda,
      writeAccessLog,
    });
    endpoints.set(api.id, await environment.openFront(frontId(api.id), (request) => front.handle(request)));
  }

  function writeAccessLog(api: HttpApi, stage: Stage, message: string): void {
    const group = services.logs.groups.find(api.region, logGroupOf(stage));
    // Deleted since: API Gateway goes on without a log.
    if (!group) return;
    const stream = createHash('md5').update(`${api.id}/${stage.StageName}`).digest('hex');
    if (!services.logs.groups.streams(group).has(stream)) services.logs.groups.createStream(group, stream);
    services.logs.groups.append(group, stream, [{ timestamp: Date.now(), message }]);
  }

  function handle(request: LocalRequest): LocalResponse {
    const region = regionOf(request);
    const operation: ReadOperation | undefined = readOperation(request);
    if (!operation) {
      const message = `The embedded endpoint has no ${request.method} ${request.url.pathname} of API Gateway: HTTP APIs are set up through CloudFormation.`;
      throw new AwsError('NotImplemented', message, 501);
    }
    const arn = `arn:aws:apigateway:${region}::${request.url.pathname}`;
    const decision = services.iam.authorize(request.principal, 'apigateway:GET', arn);
    if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message, 403);
    return restJsonResponse(operation.read({ apis, region, endpointOf: service.endpointOf }));
  }

  const service: ApiGatewayService = {
    name: 'apigateway',
    apis,
    async handle(request) {
      try {
        return handle(request);
      } catch (error) {
        return restJsonError(asAwsError(error));
      }
    },
    operationOf: (request) => readOperation(request)?.name ?? `${request.method} ${request.url.pathname}`,
    async start() {
      apis.load();
      for (const api of apis.all()) await openFront(api);
    },
    async stop() {},
    async createApi(region, settings) {
      const api = apis.create(region, settings);
      await openFront(api);
      return api;
    },
    async deleteApi(id) {
      apis.remove(id);
      endpoints.delete(id);
      await environment.closeFront(frontId(id));
    },
    endpointOf: (api) => endpoints.get(api.id) ?? '',
    executeApiArn: (api) => `arn:aws:execute-api:${api.region}:${environment.account}:${api.id}`,
    putStage(apiId, stage) {
      const api = apis.get(apiId);
      const { AccessLogSettings: log } = stage;
      if (log && !/\$context\.(extendedR|r)equestId/.test(log.Format)) {
        throw badRequest(
          'AccessLogSettings format must be single line, new line character is not allowed in the format and it must contain at least one of the following: $context.requestId, $context.extendedRequestId',
        );
      }
      if (log && !services.logs.groups.find(api.region, logGroupOf(stage))) {
        throw badRequest(`Invalid destination ARN specified in AccessLogSettings: there is no log group ${logGroupOf(stage)}.`);
      }
      apis.putStage(apiId, stage);
    },
  };
  return service;
}

const frontId = (id: string) => `api-${id}`;

function logGroupOf(stage: Stage): string {
  return (stage.AccessLogSettings?.DestinationArn ?? '').split(':log-group:')[1]?.replace(/:\*$/, '') ?? '';
}
