export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly title?: string;
}

export function annotation(level: 'error' | 'warning', message: string, place: Place): string;
export function group(title: string, lines: readonly string[]): string;
export function literal(lines: readonly string[]): string;
export function stepOutput(name: string, value: string): string;
