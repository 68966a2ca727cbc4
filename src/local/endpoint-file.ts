/** How a running endpoint is found: a small file in its folder, beside the lock that keeps a second one away. */
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { readState, writeState } from './state-file.ts';

export interface EndpointFile {
  readonly url: string;
  readonly pid: number;
  /** Which build runs: another build than the client's own is replaced. */
  readonly version: string;
  readonly startedAt: string;
}

const HEALTH_TIMEOUT = 1_000;
/** So long a process may hold the lock before its endpoint answers. */
const STARTING_TIME = 15_000;

/** Exit status of a daemon that found another one on its folder. */
export const TAKEN = 10;

const fileOf = (directory: string) => join(directory, 'endpoint.json');
const lockOf = (directory: string) => join(directory, 'endpoint.lock');

export function writeEndpointFile(directory: string, content: EndpointFile): void {
  writeState(fileOf(directory), content);
}

export function removeEndpointFile(directory: string): void {
  rmSync(fileOf(directory), { force: true });
}

/** The endpoint of the folder, if it really answers. */
export async function runningEndpoint(directory: string): Promise<EndpointFile | undefined> {
  const found = readState<EndpointFile | undefined>(fileOf(directory), undefined);
  if (!found) return undefined;
  try {
    const { pid } = JSON.parse(await ask('GET', `${found.url}/_proj/health`, HEALTH_TIMEOUT)) as { pid?: number };
    return pid === found.pid ? found : undefined;
  } catch {
    return undefined;
  }
}

/** One request to an endpoint's own routes. By `node:http`: loading `fetch` would take longer than the question. */
export function ask(method: string, url: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false, signal: AbortSignal.timeout(timeout) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`status ${response.statusCode}`))));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !hasEnded(pid);
}

/** Ended, but not collected by its parent yet: in a container without an init it may never be. Known on Linux alone. */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')')));
  } catch {
    return false;
  }
}

/** Whether the folder is this process's from now on. */
export async function takeLock(directory: string): Promise<boolean> {
  const lock = lockOf(directory);
  if (createLock(lock)) return true;
  const holder = readLock(lock);
  if (holder !== undefined && (await isHeld(directory, lock, Number(holder)))) return false;
  // Whoever moves the stale lock away has it; a lock that was made meanwhile goes back to its place.
  const moved = `${lock}.${process.pid}`;
  try {
    renameSync(lock, moved);
    if (readLock(moved) !== holder) linkSync(moved, lock);
  } catch {
    // Another process was quicker.
  }
  rmSync(moved, { force: true });
  return createLock(lock);
}

export function releaseLock(directory: string): void {
  const lock = lockOf(directory);
  if (readLock(lock) === String(process.pid)) rmSync(lock, { force: true });
}

function createLock(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
}

/** A number of a process may have been given to another since. */
async function isHeld(directory: string, lock: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age < STARTING_TIME || (await runningEndpoint(directory))?.pid === pid;
}
