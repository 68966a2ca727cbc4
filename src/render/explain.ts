/** What is known about a code, as text: what it means, and where there is one, an example with its message and its correction. */
import type { Severity } from '../core/diagnostic.ts';

export interface Explanation {
  readonly code: string;
  readonly title: string;
  /** `notice`: said on the way, nothing is wrong. */
  readonly severity: Severity | 'notice';
  /** Names of arguments in place of values; `undefined` where it can't be made of names. */
  readonly message?: string;
  readonly hint?: string;
  readonly why?: string;
  readonly example?: Example;
}

/** A wrong file of the tests, which make sure that it says exactly this. */
export interface Example {
  /** Beside `app.yml`, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly wrong: string;
  /** What proj says about it. */
  readonly says: string;
  readonly fixed: string;
}

const FAMILIES: Readonly<Record<string, string>> = {
  E1: 'reading files and variables (exit status 1)',
  E2: 'keys, types and values of app.yml (exit status 1)',
  E3: 'references, names, limits and expansion (exit status 1)',
  E4: 'bundles, zips and site builds (exit status 1)',
  E5: 'deploying',
};

export function explainText(explanation: Explanation): string {
  const { code, title, why, example } = explanation;
  const parts = [`${code}: ${title}`, why, ...(example ? exampleParts(example) : form(explanation).map(indented))];
  return [...parts.filter((part) => part !== undefined), familyOf(code)].join('\n\n');
}

export function explainMarkdown(explanation: Explanation): string {
  const { code, title, why, example } = explanation;
  const block = (text: string, language = '') => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
  const shown = example
    ? [
        ...Object.entries(example.files).map(([name, text]) => `\`${name}\`:\n\n${block(text)}`),
        block(example.wrong, 'yaml'),
        block(example.says),
        'Corrected:',
        block(example.fixed, 'yaml'),
      ]
    : form(explanation).map((text) => block(text));
  return [`## ${code}`, `**${title}**${why === undefined ? '' : `: ${why}`}`, ...shown].join('\n\n');
}

/** What it says, with the names of what it is about, where there is one form of it. */
function form({ severity, message, hint }: Explanation): readonly string[] {
  return message === undefined ? [] : [`${severity}: ${message}${hint === undefined ? '' : `\nhelp: ${hint}`}`];
}

function exampleParts({ files, wrong, says, fixed }: Example): string[] {
  const others = Object.entries(files).map(([name, text]) => `${name}:\n\n${indented(text)}`);
  return [...others, `Wrong:\n\n${indented(wrong)}`, indented(says), `Right:\n\n${indented(fixed)}`];
}

function familyOf(code: string): string {
  const family = code.slice(0, 2);
  const about = FAMILIES[family];
  return about === undefined ? 'Said of the command, not of a line of the app file' : `Family ${family}: ${about}`;
}

function indented(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '  ');
}
