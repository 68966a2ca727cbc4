/** Lines of the access log: `$context` variables put into a stage's format. Pure. */
import { commonLogTime, SOURCE_IP } from '../lambda/http-event.ts';

export interface AccessLogEntry {
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  readonly time: Date;
  readonly method: string;
  readonly path: string;
  readonly domainName: string;
  readonly userAgent: string;
  readonly routeKey?: string;
  readonly status: number;
  readonly responseLength: number;
  readonly responseLatencyMs: number;
  readonly integration?: IntegrationEntry;
  /** Where the gateway answered by itself: `Not Found`. */
  readonly errorMessage?: string;
}

export interface IntegrationEntry {
  readonly latencyMs: number;
  /** Of the call to Lambda. */
  readonly status: number;
  readonly requestId?: string;
  readonly errorMessage?: string;
}

export function accessLogLine(format: string, entry: AccessLogEntry): string {
  const values = contextVariables(entry);
  // Longest name first by the expression's greed; a dot at the end belongs to the text.
  return format.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_whole, name: string) => {
    const value = values[name];
    return value === undefined || value === '' ? '-' : String(value);
  });
}

function contextVariables(entry: AccessLogEntry): Readonly<Record<string, string | number | undefined>> {
  const { integration, errorMessage } = entry;
  return {
    accountId: entry.accountId,
    apiId: entry.apiId,
    awsEndpointRequestId: integration?.requestId,
    dataProcessed: entry.responseLength,
    domainName: entry.domainName,
    domainPrefix: entry.domainName.split('.')[0],
    'error.message': errorMessage,
    'error.messageString': errorMessage === undefined ? undefined : JSON.stringify(errorMessage),
    extendedRequestId: entry.requestId,
    httpMethod: entry.method,
    'identity.sourceIp': SOURCE_IP,
    'identity.userAgent': entry.userAgent,
    'integration.error': integration?.errorMessage,
    'integration.integrationStatus': integration?.status,
    'integration.latency': integration && Math.round(integration.latencyMs),
    'integration.requestId': integration?.requestId,
    'integration.status': integration?.status,
    integrationErrorMessage: integration?.errorMessage,
    integrationLatency: integration && Math.round(integration.latencyMs),
    integrationStatus: integration?.status,
    path: entry.path,
    protocol: 'HTTP/1.1',
    requestId: entry.requestId,
    requestTime: commonLogTime(entry.time),
    requestTimeEpoch: Math.floor(entry.time.getTime() / 1000),
    responseLatency: Math.round(entry.responseLatencyMs),
    responseLength: entry.responseLength,
    routeKey: entry.routeKey,
    stage: entry.stage,
    status: entry.status,
  };
}
