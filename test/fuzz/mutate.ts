/** From a seed to an input: a file of the corpus, changed in a few places, by bytes, by words, or by whole blocks of other files. */
import { type Random, randomOf } from './random.ts';

export interface Corpus {
  readonly texts: readonly string[];
  readonly words: readonly string[];
}

/** The files of the project that an input may be; all others are always the same. */
export const TARGETS = ['app.yml', 'other.yml', '.env'] as const;

export interface Input {
  readonly target: (typeof TARGETS)[number];
  readonly bytes: Buffer;
}

export function inputOf(seed: number, corpus: Corpus): Input {
  const random = randomOf(seed);
  // Mostly the app file: it is what most of the code reads.
  const target = random.below(10) === 0 ? random.one(TARGETS) : 'app.yml';
  let text = random.one(corpus.texts);
  for (let rest = 1 + random.below(3); rest > 0; rest--) text = random.one(CHANGES)(text, random, corpus);
  const bytes = Buffer.from(text);
  return { target, bytes: random.below(20) === 0 ? damaged(bytes, random) : bytes };
}

type Change = (text: string, random: Random, corpus: Corpus) => string;

const spliced = (text: string, start: number, end: number, by: string) => text.slice(0, start) + by + text.slice(end);

const insertWord: Change = (text, random, { words }) => {
  const at = random.below(text.length + 1);
  return spliced(text, at, at, random.one(words));
};

const replaceWord: Change = (text, random, { words }) => {
  const all = [...text.matchAll(/[\w${}.:/*-]+/g)];
  if (all.length === 0) return text;
  const found = random.one(all);
  return spliced(text, found.index, found.index + found[0].length, random.one(words));
};

const swapWords: Change = (text, random) => {
  const all = [...text.matchAll(/[\w${}.:/*-]+/g)];
  if (all.length < 2) return text;
  const [one, other] = [random.one(all), random.one(all)].sort((a, b) => a.index - b.index) as [RegExpExecArray, RegExpExecArray];
  if (one.index === other.index) return text;
  return spliced(spliced(text, other.index, other.index + other[0].length, one[0]), one.index, one.index + one[0].length, other[0]);
};

const dropRange: Change = (text, random) => {
  const start = random.below(text.length + 1);
  return spliced(text, start, start + random.below(40), '');
};

const repeatRange: Change = (text, random) => {
  const start = random.below(text.length + 1);
  const piece = text.slice(start, start + 1 + random.below(60));
  return spliced(text, start, start, piece.repeat(1 + random.below(random.below(10) === 0 ? 500 : 4)));
};

const truncate: Change = (text, random) => text.slice(0, random.below(text.length + 1));

/** A line and all below it that is indented more. */
function blockAt(lines: readonly string[], start: number): readonly string[] {
  const depth = indentOf(lines[start] ?? '');
  const end = lines.findIndex((line, index) => index > start && line.trim() !== '' && indentOf(line) <= depth);
  return lines.slice(start, end === -1 ? lines.length : end);
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

const withLines = (change: (lines: string[], at: number, random: Random, corpus: Corpus) => void): Change => {
  return (text, random, corpus) => {
    const lines = text.split('\n');
    change(lines, random.below(lines.length), random, corpus);
    return lines.join('\n');
  };
};

const dropBlock = withLines((lines, at) => void lines.splice(at, blockAt(lines, at).length));
const repeatBlock = withLines((lines, at) => void lines.splice(at, 0, ...blockAt(lines, at)));
const indentBlock = withLines((lines, at, random) => {
  const by = random.one([' ', '  ', '    ', '\t']);
  for (const [index, line] of blockAt(lines, at).entries()) lines[at + index] = by + line;
});
const outdentLine = withLines((lines, at, random) => {
  lines[at] = (lines[at] ?? '').slice(random.below(4));
});

/** A block of any file, at the depth of a line here: beside it, below it, or in its place. */
const graft = withLines((lines, at, random, { texts }) => {
  const other = random.one(texts).split('\n');
  const block = blockAt(other, random.below(other.length));
  const by = ' '.repeat(indentOf(lines[at] ?? '') + random.one([0, 2]));
  const moved = block.map((line) => by + line.slice(Math.min(indentOf(line), indentOf(block[0] ?? ''))));
  lines.splice(at, random.one([0, 1, blockAt(lines, at).length]), ...moved);
});

/** The value of a key becomes one word. */
const replaceValue = withLines((lines, at, random, { words }) => {
  const line = lines[at] ?? '';
  const colon = line.indexOf(': ');
  if (colon !== -1) lines[at] = `${line.slice(0, colon + 2)}${random.one(words)}`;
});

/** Those that leave most of the file in order are the most: behind a mistake of syntax nothing else is looked at. */
const CHANGES = [
  ...[insertWord, swapWords, dropRange, repeatRange, truncate, indentBlock, outdentLine],
  ...[replaceWord, replaceWord, replaceWord, dropBlock, dropBlock, repeatBlock, graft, graft, graft, graft, graft],
  ...[replaceValue, replaceValue, replaceValue, replaceValue, replaceValue],
];

/** Bytes that are no text any more, mostly. */
function damaged(bytes: Buffer, random: Random): Buffer {
  const result = Buffer.from(bytes);
  for (let rest = 1 + random.below(4); rest > 0 && result.length > 0; rest--) {
    const at = random.below(result.length);
    if (random.below(2) === 0) result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
    else result[at] = random.one([0, 9, 10, 13, 27, 0x7f, 0x80, 0xc0, 0xed, 0xef, 0xff]);
  }
  return result;
}
