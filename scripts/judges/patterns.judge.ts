/** recheck: every regular expression of the sources that read an app, and of the schemas, takes a time that is linear in the length of its text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { checkSync } from 'recheck';
import { judge, repository } from './judge.ts';

interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

/** What reads no text of an app: AWS's messages, requests of this machine. And what reads a line that was bounded before. */
const REVIEWED = /^(local\/|deploy\/(?!assembly\/)|loader\/syntax-error\.ts$)/;

await judge(async () => {
  const patterns = [...writtenPatterns(), ...schemaPatterns()].filter(({ file }) => !REVIEWED.test(file));
  const slow = patterns.flatMap(({ source, flags, file }) => {
    const found = checkSync(source, flags, { timeout: 10_000 });
    return found.status === 'vulnerable' ? [`${file}: /${source}/${flags} takes ${found.complexity.summary} time`] : [];
  });
  if (slow.length > 0) throw new Error(slow.join('\n'));
  return `${patterns.length} patterns`;
});

/** Literals of the code. */
function writtenPatterns(): readonly Pattern[] {
  const folder = join(repository, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const found: Pattern[] = [];
    const { program } = parseSync(file, readFileSync(join(folder, file), 'utf8'));
    new Visitor({
      Literal(node) {
        if ('regex' in node) found.push({ source: node.regex.pattern, flags: node.regex.flags, file });
      },
    }).visit(program);
    return found;
  });
}

/** `pattern`s as the generated validator has them. */
function schemaPatterns(): readonly Pattern[] {
  const file = 'loader/validator.gen.js';
  const made = readFileSync(join(repository, 'src', file), 'utf8').matchAll(/new RegExp\(("(?:[^"\\]|\\.)*"), ?"(\w*)"\)/g);
  return [...made].map(([, source = '', flags = '']) => ({ source: JSON.parse(source) as string, flags, file }));
}
