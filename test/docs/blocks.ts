/**
 * The fenced blocks of a page. What a block of YAML is stands behind its language, where GitHub shows nothing of it:
 *   yaml              keys of the app file; `app`, `region` and `stacks` come from the frame where they are missing
 *   yaml stack        keys of a stack
 *   yaml constructs   entries of `constructs`
 *   yaml wrong        an app file with mistakes: the next block is exactly what is printed
 *   yaml other        no app file
 *   yaml … on prod    looked at in the stage `prod` alone
 *   LANGUAGE file     a file of the project, which its first line names; it is there for all app files of its section
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
  /** From 1, of the first line of its text. */
  readonly line: number;
  /** Counts the headings before it. */
  readonly section: number;
}

export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let section = 0;
  let open: { info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (open && fence) {
      const [language = '', ...words] = open.info.split(' ');
      blocks.push({ language, words, text: open.lines.map((one) => `${one}\n`).join(''), line: open.line, section });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence) open = { info: fence[1] ?? '', line: index + 2, lines: [] };
    else if (/^#+ /.test(line)) section += 1;
  }
  return blocks;
}

/** Name → text: `# src/list.yml` or `// src/list.ts` is the first line. */
export function fileOf({ text }: Block): readonly [string, string] {
  const [, name] = /^(?:#|\/\/) (\S+)\n/.exec(text) ?? [];
  if (name === undefined) throw new Error(`no name of a file in the first line of\n${text}`);
  return [name, text];
}

const frame = readFileSync(join(import.meta.dirname, 'frame.yml'), 'utf8');

/** A whole app file; what a fragment refers to and doesn't hold itself is that of `frame.yml`. */
export function appFileOf({ words, text }: Block): string {
  if (words.includes('wrong')) return text;
  if (words.includes('constructs')) return framed(`  page:\n    constructs:\n${indented(text, 6)}`);
  if (words.includes('stack')) return framed(`  page:\n${indented(text, 4)}`);
  const has = (key: string) => new RegExp(`^${key}:`, 'm').test(text);
  const head = `${has('app') ? '' : 'app: notes\n'}${has('region') ? '' : 'region: us-east-1\n'}`;
  return has('stacks') || has('include') ? `${text}${head}` : `${text}${head}${framed('').replace(/^app: .*\nregion: .*\n/, '')}`;
}

/** The frame without the constructs of `stack`, and that stack behind its own. */
function framed(stack: string): string {
  const kept = frame.replace(/^ {6}([A-Z]\w*):.*\n(?: {8}.*\n)*/gm, (construct, id: string) =>
    new RegExp(`^ +${id}:`, 'm').test(stack) ? '' : construct,
  );
  return `${kept}${stack}`;
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
