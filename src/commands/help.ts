/** Texts of `--help`. */
import type { CommandEntry } from './command.ts';
import { commands } from './table.ts';

export function helpText(command?: CommandEntry): string {
  return command ? helpOf(command) : overview();
}

function overview(): string {
  return [
    'proj: a serverless app on AWS from one app.yml',
    '',
    'Usage: proj <command> [flags]',
    '',
    ...columns(commands.map(({ name, words, summary }) => [`${name} ${words}`, summary])),
    '',
    '`proj <command> --help` lists the flags of a command; `proj --version` prints the version.',
    '',
  ].join('\n');
}

function helpOf({ name, words, summary, flags }: CommandEntry): string {
  const rows = Object.entries(flags).map(([flag, { short, value, summary: does }]) => [
    `${short ? `-${short}, ` : ''}--${flag}${value ? ` ${value}` : ''}`,
    does,
  ]);
  return [`proj ${name}: ${summary}`, '', `Usage: proj ${name}${words && ` ${words}`} [flags]`, '', ...columns(rows), ''].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
}
