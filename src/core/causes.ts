/** In: problems by place. Out: each cause once, at its first place, with its other places beside it. */
import { codes } from './codes.ts';
import type { Diagnostic, Related } from './diagnostic.ts';

/** Several places have one cause where the same is said of them, and what is wrong is elsewhere, or they are one place of the app in several stages. */
export function byCause(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<unknown, Diagnostic[]>();
  for (const found of problems) {
    const cause = causeOf(found);
    groups.set(cause, [...(groups.get(cause) ?? []), found]);
  }
  return [...groups.values()].map(([first, ...others]) => together(first as Diagnostic, others));
}

function causeOf(found: Diagnostic): unknown {
  const { code, severity, message, path } = found;
  const { elsewhere } = codes[code] as { readonly elsewhere?: true };
  if (elsewhere) return JSON.stringify([code, severity, message]);
  const inApp = path[0] === 'stages' ? path.slice(2) : path;
  return inApp.length === 0 ? found : JSON.stringify([code, severity, message, inApp]);
}

function together(first: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  if (others.length === 0) return first;
  const places = others.flatMap(({ path, span, related = [] }): readonly Related[] => [
    { message: 'also here', path, ...(span && { span }) },
    ...related,
  ]);
  return { ...first, related: [...(first.related ?? []), ...places] };
}
