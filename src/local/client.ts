/**
 * In: the folder of an app's local state. Out: the URL of an endpoint that runs on it in a process of its own. Must never load
 * the endpoint itself: a deploy that finds one running pays for one request.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ask, type EndpointFile, isAlive, runningEndpoint, TAKEN } from './endpoint-file.ts';

const START_TIMEOUT = 20_000;
const STOP_TIMEOUT = 15_000;

/** The daemon stands beside this file, in the sources and in the bundle. */
const fromSources = import.meta.url.endsWith('.ts');
const daemon = fileURLToPath(new URL(fromSources ? './daemon.ts' : './daemon.js', import.meta.url));

/** That the endpoint can't be had, in words for people. */
export class EndpointError extends Error {}

/** Starts the endpoint unless it runs; it stays when this process ends. */
export async function ensureEndpoint(directory: string): Promise<string> {
  const version = buildOf(daemon);
  const running = await runningEndpoint(directory);
  if (running?.version === version) return running.url;
  if (running) await stopEndpoint(directory);
  return startDaemon(directory, version);
}

/** Whether one was running. */
export async function stopEndpoint(directory: string): Promise<boolean> {
  const running = await runningEndpoint(directory);
  if (!running) return false;
  await ask('POST', `${running.url}/_proj/stop`, STOP_TIMEOUT).catch(() => undefined);
  const deadline = Date.now() + STOP_TIMEOUT;
  while (isAlive(running.pid)) {
    if (Date.now() > deadline) throw new EndpointError(`the endpoint (process ${running.pid}) does not stop`);
    await sleep(10);
  }
  return true;
}

export async function endpointStatus(directory: string): Promise<EndpointFile | undefined> {
  return runningEndpoint(directory);
}

async function startDaemon(directory: string, version: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const log = join(directory, 'endpoint.log');
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a');
  const loader = fromSources ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  const child = spawn(process.execPath, [...loader, daemon, directory, version], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
    env: withoutCredentials(process.env),
  });
  closeSync(output);
  try {
    const first = await Promise.race([firstMessage(child), sleep(START_TIMEOUT, undefined, { ref: false })]);
    if (typeof first === 'string') return first;
    // A daemon that another command started a moment ago has the folder.
    const other = first === TAKEN ? await waitForOther(directory) : undefined;
    if (other) return other.url;
    throw new EndpointError(lastWords(log) ?? 'it says nothing within its time');
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** What a daemon that did not come up wrote last. */
function lastWords(log: string): string | undefined {
  const line = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  try {
    const { message, error } = JSON.parse(line) as { readonly message: string; readonly error?: string };
    return error?.split('\n')[0]?.replace(/^Error: /, '') ?? message;
  } catch {
    return line === '' ? undefined : line;
  }
}

/** The URL that the daemon sends when it is ready; its exit status if it ends instead. */
function firstMessage(child: ChildProcess): Promise<string | number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
    child.once('exit', (status) => resolve(status ?? -1));
    child.once('error', reject);
  });
}

async function waitForOther(directory: string): Promise<EndpointFile | undefined> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const other = await runningEndpoint(directory);
    if (other || Date.now() > deadline) return other;
    await sleep(25);
  }
}

/** Which build a daemon is: its path and time, so that a newer one replaces what still runs. */
function buildOf(path: string): string {
  return createHash('sha256')
    .update(`${path} ${statSync(path).mtimeMs}`)
    .digest('hex')
    .slice(0, 12);
}

/** Nothing in the endpoint could use them; nothing in it shall be able to. */
function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}
