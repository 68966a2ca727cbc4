/** Outputs as people read them: `Construct.name  value`, by stack. */
import { printable, style } from './style.ts';

export type Outputs = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

export function renderOutputs(outputs: Outputs, options: { readonly color: boolean }): string {
  const s = style(options);
  const rows = Object.entries(outputs).flatMap(([stack, constructs]) =>
    Object.entries(constructs).flatMap(([construct, values]) =>
      Object.entries(values).map(([name, value]) => ({ stack, name: construct === '' ? name : `${construct}.${name}`, value })),
    ),
  );
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const stacks = [...new Set(rows.map(({ stack }) => stack))];
  return stacks
    .flatMap((stack) => [
      s.bold(stack),
      ...rows.filter((row) => row.stack === stack).map(({ name, value }) => `  ${name.padEnd(width)}  ${s.cyan(printable(value))}`),
    ])
    .join('\n');
}
