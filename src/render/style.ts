/** Colours, where the stream wants them. `NO_COLOR` and streams that are no terminal are decided by the caller. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const paint = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;

const coloured: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  yellow: paint(33, 39),
  green: paint(32, 39),
  cyan: paint(36, 39),
};

const same = (text: string) => text;
const plain: Style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

export function style(options: { readonly color: boolean }): Style {
  return options.color ? coloured : plain;
}

/** Characters of a user's text that a terminal would obey, or that change the order of what is read, must not reach it. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\u00b7');
}

/** As `printable`; a line break in a user's text must not begin a line that could pass for one of ours. */
export function printableLine(text: string): string {
  return printable(text.replaceAll('\n', '\u00b7').replaceAll('\t', ' '));
}
