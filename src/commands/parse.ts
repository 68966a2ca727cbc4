/** argv → command and flags, or what is wrong with them. */
import { parseArgs } from 'node:util';
import { nearest } from '../core/nearest.ts';
import type { CommandEntry, Flags } from './command.ts';
import { commands } from './table.ts';

export type CommandLine =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command?: CommandEntry }
  | { readonly kind: 'run'; readonly command: CommandEntry; readonly flags: Flags }
  | { readonly kind: 'wrong'; readonly message: string; readonly hint: string };

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const command = name === 'help' ? commands.find((one) => one.name === rest[0]) : undefined;
    return command ? { kind: 'help', command } : { kind: 'help' };
  }
  if (name === '--version' || name === '-v') return { kind: 'version' };
  const command = commands.find((one) => one.name === name);
  if (!command) {
    const guess = nearest(
      name,
      commands.map((one) => one.name),
    );
    return {
      kind: 'wrong',
      message: name.startsWith('-')
        ? `the command comes before its flags, but the first word is \`${name}\``
        : `unknown command \`${name}\``,
      hint: guess ? `did you mean \`proj ${guess}\`?` : '`proj --help` lists the commands',
    };
  }
  return parseFlags(command, rest);
}

function parseFlags(command: CommandEntry, words: readonly string[]): CommandLine {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([flag, { type, short, multiple }]) => [
      flag,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  const wrong = (message: string, hint = `\`proj ${command.name} --help\` lists its flags`): CommandLine => ({
    kind: 'wrong',
    message,
    hint,
  });
  const { tokens, values, positionals } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = command.flags[token.name];
    if (!flag) {
      const guess = nearest(token.name, Object.keys(command.flags));
      return wrong(`\`proj ${command.name}\` has no flag \`${token.rawName}\``, guess && `did you mean \`--${guess}\`?`);
    }
    if (flag.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) {
      return wrong(`\`${token.rawName}\` needs a value`, `write \`--${token.name} ${flag.value ?? 'VALUE'}\``);
    }
    if (flag.values && !flag.values.includes(token.value ?? '')) {
      return wrong(`\`${token.rawName}\` can't be \`${token.value}\``, `one of ${flag.values.join(', ')}`);
    }
    if (flag.type === 'boolean' && token.value !== undefined) return wrong(`\`${token.rawName}\` takes no value`);
  }
  if (values.help === true) return { kind: 'help', command };
  if (positionals.length > command.maxWords) return wrong(`\`proj ${command.name}\` takes no word \`${positionals[command.maxWords]}\``);
  if (positionals.length < (command.minWords ?? 0)) return wrong(`\`proj ${command.name}\` needs ${command.words}`);
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  return {
    kind: 'run',
    command,
    flags: {
      words: positionals,
      text,
      is: (flag) => values[flag] === true,
      list: (flag) => {
        const value = values[flag];
        return Array.isArray(value) ? value.map(String) : [];
      },
    },
  };
}
