/** `proj explain CODE`: what a problem code means, why it is one, an example and its correction. */
import { readFileSync } from 'node:fs';
import { ProjError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { packaged } from '../package.ts';
import { type Explanation, explainText } from '../render/explain.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (flags, { renderer }) => {
  const all = explanations();
  const asked = flags.words[0] ?? '';
  const code = Object.keys(all).find((one) => one.toLowerCase() === asked.toLowerCase());
  const explanation = code === undefined ? undefined : all[code];
  if (!explanation) {
    const guess = nearest(asked, Object.keys(all));
    const hint = guess
      ? `did you mean \`proj explain ${guess}\`?`
      : 'codes look like E2101 or wrong-flag; they stand in brackets before a message: `error[E2101]`';
    throw new ProjError(1, { code: 'unknown-code', message: `there is no code \`${asked}\``, hint });
  }
  renderer.result('explain', explanation, () => explainText(explanation));
  return 0;
};

/** By code, in the order of the codes. Made by the build. */
export function explanations(): Readonly<Record<string, Explanation>> {
  return JSON.parse(readFileSync(packaged('dist/explanations.json'), 'utf8')) as Readonly<Record<string, Explanation>>;
}
