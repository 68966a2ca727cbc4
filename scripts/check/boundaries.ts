/**
 * In: the source files and the table of rules. Out: one line per import, or effect, that the rules forbid.
 * Never: a parser. Imports stand where the formatter puts them, and types count like values: a stage that needs another's type is
 * as tied to it as by a call.
 */
import { posix } from 'node:path';
import { type BoundaryRule, boundaryRules, mayExit, mayWrite } from './boundary-rules.ts';

const imports = /(?:^\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s+)?|\bimport\(\s*)'([^']+)'/gm;
const effects =
  /\b(?:Date\.now|new Date\(\)|Math\.random|randomUUID|randomBytes|process\.|performance\.now|setTimeout|setInterval|fetch\()/g;
const exits = /\bprocess\.exit\b/g;
const writes = /\bprocess\.(?:stdout|stderr)\b/g;

/** Violations as `file:line: sentence`, in the order of the files. */
export function findViolations(files: ReadonlyMap<string, string>, rules: readonly BoundaryRule[] = boundaryRules): string[] {
  return [...files].flatMap(([file, source]) => violationsOf(file, withoutComments(source), rules));
}

function violationsOf(file: string, text: string, rules: readonly BoundaryRule[]): string[] {
  const rule = ruleOf(file, rules);
  if (!rule) return [`${file}:1: is in no folder of the table of boundaries`];
  const found: { readonly index: number; readonly message: string }[] = [];
  for (const match of text.matchAll(imports)) {
    const message = forbiddenImport(file, match[1] ?? '', rule);
    if (message) found.push({ index: match.index + match[0].lastIndexOf("'"), message });
  }
  const forbid = (pattern: RegExp, message: string) => {
    for (const match of text.matchAll(pattern)) found.push({ index: match.index, message: `${match[0]}: ${message}` });
  };
  if (rule.pure) forbid(effects, `${rule.folder} is pure`);
  if (!mayExit.some((place) => isWithin(file, place))) forbid(exits, 'only main ends the process');
  if (!mayWrite.some((place) => isWithin(file, place))) forbid(writes, 'only main and render write to a stream');
  return found.sort((a, b) => a.index - b.index).map(({ index, message }) => `${file}:${lineOf(text, index)}: ${message}`);
}

function forbiddenImport(file: string, specifier: string, rule: BoundaryRule): string | undefined {
  if (specifier.startsWith('node:')) {
    const name = specifier.slice('node:'.length);
    return rule.node === 'all' || rule.node.includes(name) ? undefined : `${rule.folder} may not import ${specifier}`;
  }
  if (!specifier.startsWith('.')) {
    const name = packageOf(specifier);
    const allowed = rule.packages.some((one) => one === name || (one.endsWith('/*') && name.startsWith(one.slice(0, -1))));
    return allowed ? undefined : `${rule.folder} may not import the package ${name}`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  const own = ownFolder(file, rule.folder);
  return [own, ...rule.ours].some((place) => isWithin(target, place)) ? undefined : `${rule.folder} may not import ${target}`;
}

/** The rule of the most exact folder. */
function ruleOf(file: string, rules: readonly BoundaryRule[]): BoundaryRule | undefined {
  const depth = ({ folder }: BoundaryRule) => folder.split('/').length;
  return rules.filter(({ folder }) => ownFolder(file, folder) !== undefined).sort((a, b) => depth(b) - depth(a))[0];
}

/** `src/expand/constructs/*` → `src/expand/constructs/api` for a file in it; a file that stands beside such folders is in none. */
function ownFolder(file: string, folder: string): string | undefined {
  const parts = folder.split('/');
  const own = file.split('/').slice(0, parts.length);
  const fits = parts.every((part, index) => part === own[index] || (part === '*' && file.split('/').length > parts.length));
  return fits ? own.join('/') : undefined;
}

function isWithin(file: string, place: string | undefined): boolean {
  return place !== undefined && (file === place || file.startsWith(`${place}/`));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Comments become spaces, so that places stay where they are; `//` inside a string (a URL) is left alone. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
