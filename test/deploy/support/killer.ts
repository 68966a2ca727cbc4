/** A proxy between a deployer and its endpoint that ends the deployer at its n-th call: before the call arrives, or before its answer does. */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Killer {
  readonly url: string;
  /** Calls seen so far. */
  readonly calls: number;
  close(): Promise<void>;
}

export async function startKiller(endpoint: string, at: number, when: 'before' | 'after', kill: () => void): Promise<Killer> {
  let calls = 0;
  const server = createServer((incoming, outgoing) => {
    calls++;
    const last = calls === at;
    if (calls > at) return;
    if (last && when === 'before') return kill();
    const { hostname, port } = new URL(endpoint);
    const forwarded = request({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      if (last) void whole(answer).then(kill);
      else {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      }
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function whole(answer: IncomingMessage): Promise<void> {
  for await (const _ of answer);
}
