/** Figures as a table. */
export interface Row {
  readonly name: string;
  readonly functions: number;
  /** What `value` and `limit` count: multiples of a floor, or seconds. */
  readonly unit: string;
  readonly value: number;
  readonly limit: number;
  /** Medians, in milliseconds unless the name says otherwise. */
  readonly command: number;
  readonly floor: number;
}

/** Memory can only be told where the system has /proc. */
function verdict(value: number, limit: number): string {
  if (Number.isNaN(value)) return 'not measured here';
  return value <= limit ? 'ok' : 'TOO MUCH';
}

export function table(rows: readonly Row[]): string {
  const header = ['', 'N', 'measured', 'allowed', '', 'command', 'floor'];
  const lines = rows.map(({ name, functions, unit, value, limit, command, floor }) => [
    name,
    functions === 0 ? '' : String(functions),
    `${value.toFixed(2)} ${unit}`,
    `${limit} ${unit}`,
    verdict(value, limit),
    command.toFixed(0),
    Number.isNaN(floor) ? '' : floor.toFixed(0),
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...lines].map((line) => (line[column] as string).length)));
  return [header, ...lines]
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
    .concat('\n');
}
