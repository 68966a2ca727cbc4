/**
 * yaml-language-server, what VS Code and most other editors ask: with our schema and the settings of docs/editors.md, does it offer the
 * right keys and values at every place, show what they are, and find fault with wrong files only?
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, type Case, cases } from './editor-cases.ts';
import { type Place, placesOf, type Schema, valuesOf, wordsOf } from './editor-places.ts';
import { judge, npmPackages, proj, repository } from './judge.ts';
import { type LanguageServer, languageServer, type Position } from './language-server.ts';

const FIRST_LINE = '# yaml-language-server: $schema=.proj/app.schema.json\n';
const SCHEMA_FILE = '.proj/app.schema.json';
const CURSOR = '‸';
/** Of the protocol: shown as unused, not as wrong. */
const UNNECESSARY = 1;
let asked = 0;

await judge(async (folder) => {
  const modules = npmPackages({ 'yaml-language-server': '2.0.0', node: '22.23.3' });
  const serve = (settings: object) =>
    languageServer([join(modules, 'node/bin/node'), join(modules, 'yaml-language-server/bin/yaml-language-server')], folder, {
      yaml: { schemaStore: { enable: false }, ...settings },
    });
  proj(folder, 'init', '.');
  const published = JSON.parse(readFileSync(join(repository, 'schema/app.schema.json'), 'utf8')) as Schema;
  writeFileSync(join(folder, SCHEMA_FILE), JSON.stringify(published));
  const plain = await serve({});
  let found: readonly string[];
  try {
    found = await problemsOfPlaces(plain, published);
  } finally {
    await plain.stop();
  }
  writeFileSync(join(folder, 'app.yml'), FIRST_LINE + app);
  writeFileSync(join(folder, SCHEMA_FILE), JSON.stringify(proj(folder, 'schema').result()));
  const narrowed = await serve({});
  try {
    found = [...found, ...(await problemsOfCases(narrowed))];
  } finally {
    await narrowed.stop();
  }
  const tagged = await serve({ customTags: customTagsOfDocs() });
  try {
    found = [...found, ...(await problemsOfFiles(tagged))];
  } finally {
    await tagged.stop();
  }
  if (found.length > 0) throw new Error(`${found.length} answers of the editor are wrong:\n${found.join('\n')}`);
  return `${asked} answers`;
});

/** Every key of the schema, half typed; every value that is one of a few; what hover shows of it. */
async function problemsOfPlaces(server: LanguageServer, schema: Schema): Promise<string[]> {
  const found: string[] = [];
  for (const place of placesOf(schema)) {
    const expected = Object.keys(place.keys).filter((key) => !place.written.includes(key));
    for (const [key, reference] of Object.entries(place.keys)) {
      const words = wordsOf(reference, schema);
      const path = `${place.path}.${key}`;
      const half = await offered(server, textAt(place, key.slice(0, Math.ceil(key.length / 2))));
      if (
        !sameNames(
          half.filter((label) => label !== place.title),
          expected,
        )
      )
        found.push(`${path}, half typed: ${half.join(' ')}`);
      if (place.written.includes(key)) continue;
      const labels = await offered(server, textAt(place, `${key}: `));
      const missing = valuesOf(words).filter((value) => !labels.includes(value));
      if (missing.length > 0) found.push(`${path}, its values: ${missing.join(' ')} missing in ${labels.join(' ')}`);
      if (labels.some((label) => label.includes('[object'))) found.push(`${path}, its values: ${labels.join(' ')}`);
      const shown = await server.hover(
        ...cursorIn(
          textAt(place, key)
            .replace(new RegExp(`${CURSOR}$`), `${CURSOR}:`)
            .replace(`${key}${CURSOR}`, `${CURSOR}${key}`),
        ),
      );
      asked++;
      const wanted = [words.description ?? 'a description', ...(words.default === undefined ? [] : ['Default:'])];
      for (const text of wanted) if (!shown.includes(text)) found.push(`${path}, hover: no "${text}" in ${JSON.stringify(shown)}`);
    }
  }
  return found;
}

function textAt({ lines, indent }: Place, typed: string): string {
  const last = lines.at(-1) ?? '';
  const start = last.endsWith('-') ? `${lines.join('\n')} ` : `${lines.map((line) => `${line}\n`).join('')}${indent}`;
  return `${start}${typed}${CURSOR}`;
}

async function problemsOfCases(server: LanguageServer): Promise<string[]> {
  const found: string[] = [];
  for (const [name, one] of Object.entries(cases))
    found.push(...(await problemsOfCase(server, one)).map((problem) => `${name}: ${problem}`));
  return found;
}

async function problemsOfCase(server: LanguageServer, { text, offers = [], hides = [], shows = [], marks }: Case): Promise<string[]> {
  const labels = offers.length > 0 ? await offered(server, text) : [];
  const shown = shows.length > 0 ? await server.hover(...cursorIn(text)) : '';
  const problems = marks ? await marked(server, FIRST_LINE + text) : [];
  asked++;
  return [
    ...offers.filter((label) => !labels.includes(label)).map((label) => `${label} is missing in ${labels.join(' ')}`),
    ...hides.filter((label) => labels.includes(label)).map((label) => `${label} is offered`),
    ...shows.filter((part) => !shown.includes(part)).map((part) => `no "${part}" in ${JSON.stringify(shown)}`),
    ...(marks && !sameMarks(problems, marks) ? [`marked: ${JSON.stringify(problems)}`] : []),
  ];
}

/** No valid file is red; of a wrong one that the schema alone refuses, the line is that of `proj validate`. */
async function problemsOfFiles(server: LanguageServer): Promise<string[]> {
  const found: string[] = [];
  for (const { name, text } of validFiles()) {
    const problems = await marked(server, FIRST_LINE + text);
    asked++;
    if (problems.length > 0) found.push(`${name} is valid, and marked: ${JSON.stringify(problems)}`);
  }
  return found;
}

/** Types of an app's own are only in the schema that `proj schema` makes of that app. */
function validFiles(): readonly { readonly name: string; readonly text: string }[] {
  const all = ['examples', 'templates', 'test/valid-files', 'test/wrong-files'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.includes('node_modules'))
      .filter((path) => (folder === 'test/wrong-files' ? /^[^/]*\.fixed\.yml$/ : /(?:^|\/)app\.yml$|^[^/]*\.yml$/).test(path))
      .map((path) => ({ name: `${folder}/${path}`, text: readFileSync(join(repository, folder, path), 'utf8') })),
  );
  return all.filter(({ text }) => !/^constructTypes:/m.test(text));
}

async function offered(server: LanguageServer, text: string): Promise<readonly string[]> {
  asked++;
  return (await server.completions(...cursorIn(text))).map(({ label }) => label);
}

/** `LINE: message`, as lines of the text below the first. */
async function marked(server: LanguageServer, text: string): Promise<readonly string[]> {
  return (await server.problems(text))
    .filter(({ tags = [] }) => !tags.includes(UNNECESSARY))
    .map(({ range, message }) => `${range.start.line}: ${message}`);
}

function sameMarks(found: readonly string[], expected: readonly string[]): boolean {
  return found.length === expected.length && expected.every((mark) => found.some((one) => one.startsWith(mark)));
}

function sameNames(found: readonly string[], expected: readonly string[]): boolean {
  return [...new Set(found)].sort().join() === [...expected].sort().join();
}

function cursorIn(text: string): [document: string, at: Position] {
  const [before = '', ...after] = `${FIRST_LINE}${text}`.split(CURSOR);
  const lines = before.split('\n');
  return [before + after.join(''), { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }];
}

/** The settings that the page on editors recommends. */
function customTagsOfDocs(): readonly string[] {
  const [, json] = /```json\n(.*?)```/s.exec(readFileSync(join(repository, 'docs/editors.md'), 'utf8')) ?? [];
  if (json === undefined) throw new Error('docs/editors.md shows no settings');
  return (JSON.parse(json) as { 'yaml.customTags': readonly string[] })['yaml.customTags'];
}
