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
import { type EndpointFile, isAlive, runningEndpoint } from './endpoint-file.ts';

const START_TIMEOUT = 20_000;
const STOP_TIMEOUT = 15_000;
const LOG_EXCERPT = 2_000;

/** The daemon stands beside this file, in the sources and in the bundle. */
const fromSources = import.meta.url.endsWith('.ts');
const daemon = fileURLToPath(new URL(fromSources ? './daemon.ts' : './daemon.js', import.meta.url));

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
  await fetch(`${running.url}/_proj/stop`, { method: 'POST' }).catch(() => undefined);
  const deadline = Date.now() + STOP_TIMEOUT;
  while (isAlive(running.pid)) {
    if (Date.now() > deadline) throw new Error(`the endpoint (process ${running.pid}) does not stop`);
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
    const url = await Promise.race([firstMessage(child), sleep(START_TIMEOUT, undefined, { ref: false })]);
    if (url !== undefined) return url;
    // A daemon that another command started a moment ago has the folder.
    const other = await waitForOther(directory);
    if (other) return other.url;
    throw new Error(`the embedded endpoint does not start; the end of ${log}:\n${readFileSync(log, 'utf8').slice(-LOG_EXCERPT)}`);
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** The URL that the daemon sends when it is ready; undefined if it ends instead. */
function firstMessage(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
    child.once('exit', () => resolve(undefined));
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
