/**
 * The Lambda Runtime API of one execution environment, on a loopback port of its own as on AWS: AWS's own runtime clients
 * work against it too. It hands events to the process and gives what comes back to the environment.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RuntimeEvents {
  /** The process asks for an event: it has initialised, or is done with the last one. */
  onNext(): void;
  /** An answer begins; `streaming` where the function streams. The body is to be read to its end. */
  onResponse(requestId: string, answer: RuntimeAnswer): Promise<void>;
  onError(requestId: string, body: Buffer, errorType: string): void;
  onInitError(body: Buffer, errorType: string): void;
  onMemory(kilobytes: number): void;
}

export interface RuntimeAnswer {
  readonly streaming: boolean;
  readonly contentType: string;
  readonly body: IncomingMessage;
}

export interface RuntimeApi {
  /** `127.0.0.1:PORT` for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Gives the event to the process: now if it waits for one, else when it asks. */
  send(headers: Readonly<Record<string, string>>, payload: Buffer): void;
  close(): void;
}

const PREFIX = '/2018-06-01/runtime';

export async function openRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let event: { headers: Readonly<Record<string, string>>; payload: Buffer } | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await listenOnLoopback(server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    const memory = Number(request.headers['x-max-memory-used-kb']);
    if (memory > 0) events.onMemory(memory);
    if (request.method === 'GET' && path === '/invocation/next') {
      waiting = response;
      events.onNext();
      return deliver();
    }
    const [, requestId, what] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const errorType = decodeURI(header(request, 'lambda-runtime-function-error-type') ?? 'Unhandled');
    if (path === '/init/error') events.onInitError(await readAll(request), errorType);
    else if (requestId && what === 'error') events.onError(requestId, await readAll(request), errorType);
    else if (requestId && what === 'response') await events.onResponse(requestId, toAnswer(request));
    else return void response.writeHead(404).end();
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  function deliver(): void {
    if (!waiting || !event) return;
    const { headers, payload } = event;
    waiting.writeHead(200, { 'content-type': 'application/json', 'content-length': payload.length, ...headers }).end(payload);
    waiting = undefined;
    event = undefined;
  }

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    send(headers, payload) {
      event = { headers, payload };
      deliver();
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function toAnswer(request: IncomingMessage): RuntimeAnswer {
  return {
    streaming: header(request, 'lambda-runtime-function-response-mode') === 'streaming',
    contentType: request.headers['content-type'] ?? 'application/octet-stream',
    body: request,
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function listenOnLoopback(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}
