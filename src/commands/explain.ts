/** `proj explain CODE`: what a problem code means. */

import type { CodeEntry } from '../core/codes/entry.ts';
import { codes, type DiagnosticCode } from '../core/codes.ts';
import { ProjError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { explainText } from '../render/explain.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (flags, { renderer }) => {
  const asked = flags.words[0] ?? '';
  const code = asked.toUpperCase();
  if (!isCode(code)) {
    const guess = nearest(code, Object.keys(codes));
    const hint = guess
      ? `did you mean \`proj explain ${guess}\`?`
      : 'codes look like E2101; they stand in the brackets of `error[…]` before a message about the app';
    throw new ProjError(1, { code: 'unknown-code', message: `there is no code \`${asked}\``, hint });
  }
  const entry: CodeEntry<never> = codes[code];
  renderer.result('explain', { code, title: entry.title, severity: entry.severity ?? 'error' }, () => explainText(code, entry));
  return 0;
};

function isCode(code: string): code is DiagnosticCode {
  return Object.hasOwn(codes, code);
}
