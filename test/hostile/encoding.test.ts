/** Bytes that are no text, and text that is no app. */
import { expect } from 'chai';
import { loadText, ping } from '../loader/project.ts';

type Bytes = string | Uint8Array;
const join = (...parts: readonly Bytes[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part)));

async function codesOf(app: Bytes, files: Readonly<Record<string, Bytes>> = {}): Promise<readonly string[]> {
  return (await loadText('', {}, { 'app.yml': app, ...files })).problems.map(({ code }) => code);
}

/** What is no UTF-8: stray bytes, half a character, a lone surrogate, a character in too many bytes. */
const NO_TEXT = [[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]].map((bytes) => new Uint8Array(bytes));

describe('bytes', () => {
  it('that are not UTF-8 are told, in each file', async () => {
    for (const bytes of NO_TEXT) {
      expect(await codesOf(join('a: ', bytes))).to.deep.equal(['E1003']);
      expect(await codesOf(ping('', 'include: [other.yml]\n'), { 'other.yml': join('a: ', bytes) })).to.deep.equal(['E1003']);
      expect(await codesOf(ping('', 'extends: other.yml\n'), { 'other.yml': join('a: ', bytes) })).to.deep.equal(['E1003']);
      expect(await codesOf(ping('description: ${env:A}\n'), { '.env': join('A=', bytes) })).to.deep.equal(['E1003', 'E1102']);
      expect(await codesOf(ping('description: ${file:a.txt}\n'), { 'a.txt': bytes })).to.deep.equal(['E1102']);
    }
  });

  it('NUL and other control characters are refused in YAML', async () => {
    for (const character of ['\0', '\x01', '\x08', '\x0b', '\x1b', '\x7f', '\ufffe']) {
      expect(await codesOf(`app: a${character}b\n`), JSON.stringify(character)).to.deep.equal(['E1005']);
    }
  });

  it('a mark of the byte order is read over at the beginning, once', async () => {
    expect(await codesOf(join('\ufeff', ping()))).to.deep.equal([]);
    expect(await codesOf(join(Buffer.from([0xff, 0xfe]), Buffer.from(ping(), 'utf16le')))).to.deep.equal(['E1003']);
    expect(await codesOf(join(Buffer.from([0xfe, 0xff]), ping()))).to.deep.equal(['E1003']);
  });

  it('half of a pair in an escape is no text that could be written', async () => {
    expect(await codesOf(ping('description: "\\ud800"\n'))).to.have.length.at.most(1);
  });

  it('a file is empty, a list, or only a comment: that is said', async () => {
    for (const text of ['', '# nothing\n', '- a\n', 'text\n', '---\n', '...\n', '\n\n', ' ', '\ufeff']) {
      expect(await codesOf(text), JSON.stringify(text)).to.deep.equal(['E1020']);
    }
    expect(await codesOf('app: notes\n')).to.deep.equal(['E2002']);
  });
});
