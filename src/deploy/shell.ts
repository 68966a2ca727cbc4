/** Runs a command of the user's by the shell. Never: a decision about what its failure means. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const LAST_LINES = 20;
/** Milliseconds that an interrupted command has to end by itself. */
const PATIENCE = 5000;

export interface ShellCommand {
  readonly command: string;
  /** Absolute. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Each line that it writes, to whichever stream. */
  line(text: string): void;
  readonly interrupted: AbortSignal;
}

export interface ShellEnd {
  /** How it failed, in words: `ended with exit status 2`; `undefined` where it did not. */
  readonly failed: string | undefined;
  /** The last lines that it wrote. */
  readonly lines: readonly string[];
}

export async function runShell({ command, folder, environment, line, interrupted }: ShellCommand): Promise<ShellEnd> {
  // A group of its own: what the command has started ends with it.
  const detached = process.platform !== 'win32';
  const child = spawn(command, { cwd: folder, env: environment, shell: true, stdio: ['ignore', 'pipe', 'pipe'], detached });
  const signal = (name: NodeJS.Signals) => {
    if (detached && child.pid !== undefined) endGroup(child.pid, name);
    else child.kill(name);
  };
  let patience: NodeJS.Timeout | undefined;
  const end = () => {
    signal('SIGINT');
    patience = setTimeout(() => signal('SIGKILL'), PATIENCE);
  };
  // A second Ctrl-C ends us at once.
  const abandon = () => signal('SIGKILL');
  interrupted.addEventListener('abort', end, { once: true });
  process.once('exit', abandon);
  const lines: string[] = [];
  const listen = async (stream: NodeJS.ReadableStream) => {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line(text);
      lines.push(text);
      if (lines.length > LAST_LINES) lines.shift();
    }
  };
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, by) => {
      if (by !== null) resolve(`was ended by ${by}`);
      else resolve(code === 0 ? undefined : `ended with exit status ${code}`);
    });
  });
  const [failed] = await Promise.all([ended, listen(child.stdout), listen(child.stderr)]);
  interrupted.removeEventListener('abort', end);
  process.off('exit', abandon);
  clearTimeout(patience);
  return { failed, lines };
}

function endGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // All of it has ended already.
  }
}
