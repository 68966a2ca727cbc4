/** Files that are there but can't be used. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import { MAX_FILE_BYTES } from './disk.ts';
import type { ReadProblem } from './read-file.ts';

/** `span`: where the file is asked for. */
export function reportUnreadable(file: string, problem: ReadProblem, diagnostics: Diagnostics, span?: Span): void {
  const at = span && { span };
  switch (problem) {
    case 'not-text':
      diagnostics.report('E1003', [], { file }, at);
      return;
    case 'too-big':
      diagnostics.report('E1004', [], { file, limit: `${MAX_FILE_BYTES / 1024 / 1024} MB` }, at);
      return;
    case 'outside':
      diagnostics.report('E1019', [], { path: file }, at);
      return;
    case 'missing':
    case 'unreadable':
      diagnostics.report('E1002', [], { file, reason: problem === 'missing' ? 'there is no such file' : 'it is not a readable file' }, at);
  }
}
