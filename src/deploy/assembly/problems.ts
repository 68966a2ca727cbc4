/** esbuild's messages as problems of the user's source, at its file, line and column. */
import type { Message } from 'esbuild';
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { Span } from '../../core/span.ts';
import type { NodeAsset } from './handler.ts';

export interface FunctionMessage {
  readonly message: Message;
  readonly asset: NodeAsset;
}

/** Each message once, with the first of its functions. Builds do not say things in the same order twice; people and tests want them so. */
export function reportMessages(found: readonly FunctionMessage[], code: 'E4004' | 'E4005', diagnostics: Diagnostics): void {
  const sorted = [...found].sort((a, b) => compare(a.message, b.message));
  for (const [index, { message, asset }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before && compare(before.message, message) === 0) continue;
    const { text, location, notes } = message;
    const note = hintFor(text) ?? notes.find((one) => one.location === null)?.text;
    diagnostics.report(
      code,
      asset.path,
      { text, note },
      location
        ? {
            span: spanOf(location),
            lineText: location.lineText,
            related: [{ message: `the handler \`${asset.handler}\` needs this file`, path: asset.path }],
          }
        : {},
    );
  }
}

function compare({ location: a, text: s }: Message, { location: b, text: t }: Message): number {
  const [file, other] = [a?.file ?? '', b?.file ?? ''];
  if (file !== other) return file < other ? -1 : 1;
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0) || (s < t ? -1 : s > t ? 1 : 0);
}

/** esbuild counts columns from 0, in bytes of UTF-8. */
export function spanOf({ file, line, column, length, lineText }: NonNullable<Message['location']>): Span {
  const bytes = Buffer.from(lineText);
  const units = (end: number) => bytes.subarray(0, end).toString().length + 1;
  return { file, start: { line, column: units(column) }, end: { line, column: units(column + length) } };
}

function hintFor(text: string): string | undefined {
  if (text.startsWith('No loader is configured for ".node"'))
    return 'a package with native parts can’t be bundled: name it in `bundle.install`';
  const name = /^Could not resolve "((?:@[^/"]+\/)?[^./"@][^/"]*)/.exec(text)?.[1];
  return name === undefined ? undefined : `run \`npm install ${name}\`, or name it in \`bundle.external\` if it is there at run time`;
}
