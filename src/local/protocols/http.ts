/**
 * Node's HTTP on one side, `LocalRequest` and `LocalResponse` on the other. Listens on the loopback address only, and answers
 * only requests that were sent to it by a loopback name: a page on the internet must not reach it through a name of its own.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { LocalRequest, LocalResponse } from '../types.ts';

const LOOPBACK = '127.0.0.1';
const MAXIMUM_BODY = 1024 ** 3;

export interface Listener {
  readonly port: number;
  readonly url: string;
  /** Lets running requests finish, then closes. */
  close(): Promise<void>;
}

/** A request before anyone asked who sent it. */
export type ReceivedRequest = Omit<LocalRequest, 'principal'>;
type Handler = (request: ReceivedRequest) => Promise<LocalResponse>;

/** Port 0 = any free one. */
export async function listen(port: number, handler: Handler): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handler).catch(() => outgoing.destroy());
  });
  // Clients keep connections for long; a short time here resets one just as it is used again.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 0;
  await bind(server, port);
  const bound = (server.address() as AddressInfo).port;
  return { port: bound, url: `http://${LOOPBACK}:${bound}`, close: () => close(server) };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // A response that streams for ever must not keep the endpoint from stopping.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, handler: Handler): Promise<void> {
  if (!isLoopbackName(incoming.headers.host)) {
    return write(outgoing, { status: 403, body: `Not served under the name ${incoming.headers.host ?? '(none)'}.\n` }, false);
  }
  const body = await readBody(incoming);
  if (!body) return write(outgoing, { status: 413, body: 'The request is larger than 1 GiB.\n' }, false);
  const target = incoming.url ?? '/';
  const url = new URL(`http://${incoming.headers.host}${target.startsWith('/') ? target : '/'}`);
  const method = incoming.method ?? 'GET';
  const response = await handler({ method, url, target, headers: incoming.headers, body });
  await write(outgoing, response, method === 'HEAD');
}

function isLoopbackName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  return name === LOOPBACK || name === 'localhost' || name === '[::1]' || name?.endsWith('.localhost') === true;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function write(outgoing: ServerResponse, response: LocalResponse, headOnly: boolean): Promise<void> {
  const { body } = response;
  const headers: Record<string, string | string[] | number> = { ...response.headers };
  const buffered = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bodyAllowed = response.status !== 204 && response.status !== 304;
  if (buffered && bodyAllowed && headers['content-length'] === undefined) headers['content-length'] = Buffer.byteLength(body ?? '');
  outgoing.writeHead(response.status, headers);
  if (headOnly || !bodyAllowed) {
    if (!buffered && 'destroy' in body && typeof body.destroy === 'function') body.destroy();
    outgoing.end();
  } else if (buffered) {
    outgoing.end(body);
  } else {
    await pipeline(body, outgoing);
  }
}
