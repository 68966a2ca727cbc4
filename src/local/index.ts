/**
 * In: a folder for the state, a port. Out: a running AWS endpoint on the loopback address. Must never listen elsewhere, nor
 * touch anything outside the folder.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFronts, listenAgain } from './fronts.ts';
import { AwsError } from './protocols/aws-error.ts';
import type { ReceivedRequest } from './protocols/http.ts';
import { credentialScope } from './protocols/sigv4.ts';
import { createDispatcher, createRequestLog, errorResponse, type LoggedRequest } from './server.ts';
import { createServices, type Services } from './services/index.ts';
import { readState, writeState } from './state-file.ts';
import type { LocalEnvironment, LocalRequest, LocalResponse, Service } from './types.ts';

const ACCOUNT = '000000000000';

export interface EndpointOptions {
  /** State is kept below it. */
  readonly directory: string;
  /** 0 = that of the last time if it is free, or any. */
  readonly port: number;
  /** Said by `/_proj/health`, so that a client can tell an endpoint of another release. */
  readonly version?: string;
  /** What happens behind the requests (functions, schedules), for whoever shows it. */
  readonly onLog?: (entry: Readonly<Record<string, unknown>>) => void;
  /** Called for each request from outside, also to fronts. Functions that are run by a schedule keep nothing awake. */
  readonly onRequest?: () => void;
  /** Somebody asked it to stop over HTTP. */
  readonly onStopRequest?: () => void;
}

export interface Endpoint {
  readonly url: string;
  readonly port: number;
  readonly services: Services;
  /** The last 10,000 requests of AWS clients, oldest first. */
  requests(): readonly LoggedRequest[];
  stop(): Promise<void>;
}

export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  await mkdir(options.directory, { recursive: true });
  const log = createRequestLog();
  const startedAt = new Date().toISOString();
  let dispatch: ((request: LocalRequest) => Promise<LocalResponse>) | undefined;
  let identify: (request: ReceivedRequest) => LocalRequest = (request) => ({ ...request, principal: { kind: 'anonymous' } });

  const portFile = join(options.directory, 'port.json');
  const listener = await listenAgain(options.port || readState(portFile, 0), async (received) => {
    if (received.url.pathname.startsWith('/_proj/')) return control(received);
    if (!dispatch) return { status: 503, body: 'The endpoint is starting.\n' };
    let request: LocalRequest;
    try {
      request = identify(received);
    } catch (error) {
      if (error instanceof AwsError) return errorResponse(received, error);
      throw error;
    }
    if (request.principal.kind !== 'role') options.onRequest?.();
    return dispatch(request);
  });
  writeState(portFile, listener.port);
  const fronts = createFronts(options.directory, (received) => {
    options.onRequest?.();
    try {
      return identify(received);
    } catch {
      return { ...received, principal: { kind: 'anonymous' } };
    }
  });

  const environment: LocalEnvironment = {
    account: ACCOUNT,
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    directory: options.directory,
    endpoint: listener.url,
    openFront: fronts.open,
    closeFront: fronts.close,
    isFront: fronts.has,
    log: (entry) => options.onLog?.(entry),
  };
  let services: Services;
  try {
    services = createServices(environment);
    // In the order of their creation: CloudFormation comes last, since it resumes what it was doing and needs all the others.
    for (const service of servicesOf(services)) await service.start();
  } catch (error) {
    await Promise.all([listener.close(), fronts.stop()]);
    throw error;
  }

  identify = (request) => {
    const accessKey = credentialScope(request)?.accessKey;
    return { ...request, principal: accessKey === undefined ? { kind: 'anonymous' } : services.iam.principalOf(accessKey) };
  };
  dispatch = createDispatcher(new Map(servicesOf(services).map((service) => [service.name, service])), log);

  function control(request: ReceivedRequest): LocalResponse {
    const json = (value: unknown): LocalResponse => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
    switch (`${request.method} ${request.url.pathname}`) {
      case 'GET /_proj/health':
        return dispatch ? json({ version: options.version, pid: process.pid, startedAt }) : { status: 503 };
      case 'GET /_proj/requests':
        return json(log.entries());
      case 'POST /_proj/stop':
        // A page in a browser sends its origin with a POST; a client of ours has none.
        if (request.headers.origin !== undefined || !options.onStopRequest) return { status: 403 };
        setImmediate(options.onStopRequest);
        return json({});
      default:
        return { status: 404 };
    }
  }

  return {
    url: listener.url,
    port: listener.port,
    services,
    requests: log.entries,
    async stop() {
      await Promise.all([listener.close(), fronts.stop()]);
      // What was created last uses what was created before it.
      for (const service of servicesOf(services).reverse()) await service.stop();
    },
  };
}

function servicesOf(services: Services): Service[] {
  return Object.values(services);
}
