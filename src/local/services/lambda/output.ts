/** What a function's process writes, as log lines: frames of the runtime's log channel, and lines of stdout and stderr. */
import type { Readable } from 'node:stream';

export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

const FRAME_HEADER = 16;
const FRAME_TYPE = 0xa55a0000;
/** CloudWatch Logs takes no longer event. */
const LONGEST_LINE = 1024 * 1024;

/** Frames keep a message of several lines together: type (4 bytes), length (4), time in microseconds (8), text. */
export function readFrames(stream: Readable, onLine: (line: LogLine) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= FRAME_HEADER) {
      // What is no frame was written by other code to the same descriptor: there is no way to find the next one.
      if ((rest.readUInt32BE(0) & 0xffff0000) >>> 0 !== FRAME_TYPE) {
        rest = Buffer.alloc(0);
        return;
      }
      const end = FRAME_HEADER + rest.readUInt32BE(4);
      if (rest.length < end) return;
      onLine({ timestamp: Number(rest.readBigInt64BE(8) / 1000n), message: rest.toString('utf8', FRAME_HEADER, end) });
      rest = rest.subarray(end);
    }
  });
}

export function readLines(stream: Readable, onLine: (line: LogLine) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  const emit = (message: string) => onLine({ timestamp: Date.now(), message });
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) emit(`${line}\n`);
    if (rest.length > LONGEST_LINE) {
      emit(rest);
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest) emit(rest);
    rest = '';
  });
}
