/** What the operating system says of a function's process. */
import { readFileSync } from 'node:fs';

/** Memory that is the process's own: the program's text, mapped from its file, doesn't count against a function. Linux only. */
export function privateMegabytes(pid: number): number | undefined {
  try {
    const found = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** In Lambda's words; undefined for status 0. */
export function exitReason(status: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal) return `signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  return status === 0 ? undefined : `exit status ${status}`;
}

const SIGNAL_WORDS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};
