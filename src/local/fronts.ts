/** Data-plane fronts: an API, a function URL or a distribution each listens on a loopback port of its own, kept across restarts. */
import { join } from 'node:path';
import { type Listener, listen, type ReceivedRequest } from './protocols/http.ts';
import { readState, writeState } from './state-file.ts';
import type { FrontHandler, LocalRequest } from './types.ts';

export interface Fronts {
  open(id: string, handler: FrontHandler): Promise<string>;
  /** The front's resource is gone: its port is given back. */
  close(id: string): Promise<void>;
  has(host: string): boolean;
  /** The endpoint stops; ports stay reserved for the next start. */
  stop(): Promise<void>;
}

export function createFronts(directory: string, identify: (request: ReceivedRequest) => LocalRequest): Fronts {
  const file = join(directory, 'fronts.json');
  const ports = new Map(Object.entries(readState<Record<string, number>>(file, {})));
  const open = new Map<string, { listener: Listener; handler: FrontHandler }>();
  const save = () => writeState(file, Object.fromEntries(ports));

  return {
    async open(id, handler) {
      const known = open.get(id);
      if (known) {
        known.handler = handler;
        return known.listener.url;
      }
      const listener = await listenAgain(ports.get(id), async (request) => {
        const front = open.get(id);
        return front ? front.handler(identify(request)) : { status: 503 };
      });
      open.set(id, { listener, handler });
      ports.set(id, listener.port);
      save();
      return listener.url;
    },
    async close(id) {
      const front = open.get(id);
      open.delete(id);
      if (ports.delete(id)) save();
      await front?.listener.close();
    },
    has(host) {
      return [...open.values()].some(({ listener }) => listener.url === `http://${host}`);
    },
    async stop() {
      const listeners = [...open.values()].map(({ listener }) => listener);
      open.clear();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}

/** The port of the last time where it is still free. */
export async function listenAgain(port: number | undefined, handler: Parameters<typeof listen>[1]): Promise<Listener> {
  if (port === undefined) return listen(0, handler);
  try {
    return await listen(port, handler);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(0, handler);
  }
}
