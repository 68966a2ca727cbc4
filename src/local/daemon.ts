/**
 * In: a folder (and which build this is). Out: the endpoint on it as a process of its own, until someone stops it, nobody has
 * asked it anything for hours, or the folder is gone. Must never be one of two on the same folder.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { releaseLock, removeEndpointFile, TAKEN, takeLock, writeEndpointFile } from './endpoint-file.ts';
import { type Endpoint, startEndpoint } from './index.ts';

const IDLE_HOURS = 12;
const HOUR = 3_600_000;
const WATCH_EVERY = 2_000;
const STOP_TIMEOUT = 10_000;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { idle: { type: 'string' } } });
const [directory = '', version = ''] = positionals;
const idle = Number(values.idle ?? IDLE_HOURS) * HOUR;

const say = (entry: object) => process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);

mkdirSync(directory, { recursive: true });
if (!(await takeLock(directory))) {
  say({ message: 'another endpoint runs on this folder' });
  process.exit(TAKEN);
}

let lastRequest = Date.now();
let endpoint: Endpoint | undefined;
let stopping = false;

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.on('unhandledRejection', (reason) => say({ message: 'an error that nobody waited for', error: textOf(reason) }));
process.on('uncaughtException', (error) => {
  // State is on disk before anything is acknowledged, so ending is safe; going on might not be.
  say({ message: 'the endpoint ends because of an error', error: textOf(error) });
  releaseLock(directory);
  process.exit(1);
});

endpoint = await startEndpoint({
  directory,
  port: 0,
  version,
  onLog: say,
  onRequest: () => {
    lastRequest = Date.now();
  },
  onStopRequest: stop,
});
writeEndpointFile(directory, { url: endpoint.url, pid: process.pid, version, startedAt: new Date().toISOString() });
say({ message: 'listening', url: endpoint.url });
process.send?.({ url: endpoint.url });
// The other end of the channel may be gone before this one notices.
process.on('disconnect', () => undefined);

setInterval(() => {
  // What would be written now would bring the folder back.
  if (!existsSync(directory)) process.exit(0);
  if (Date.now() - lastRequest > idle) stop();
}, WATCH_EVERY);

function stop(): void {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), STOP_TIMEOUT).unref();
  Promise.resolve(endpoint?.stop())
    .catch((error: unknown) => say({ message: 'not everything could be stopped', error: textOf(error) }))
    .finally(() => {
      if (existsSync(directory)) removeEndpointFile(directory);
      releaseLock(directory);
      process.exit(0);
    });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
