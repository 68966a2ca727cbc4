export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly title?: string;
}

export interface Where {
  /** The repository's root. */
  readonly workspace: string;
  /** The folder that the app file is looked for in, or above it. */
  readonly directory: string;
}

export interface Told extends Omit<Place, 'title'> {
  readonly severity?: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function annotationOf(told: Told, where: Where): string;
export function inRepository(file: string, where: Where): string | undefined;
export function annotation(level: 'error' | 'warning', message: string, place: Place): string;
export function group(title: string, lines: readonly string[]): string;
export function literal(lines: readonly string[]): string;
export function harmless(text: string): string;
export function stepOutput(name: string, value: string): string;
