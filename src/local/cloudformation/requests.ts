/** Parameters of a call, typed. */
import { queryList } from '../protocols/query.ts';
import { refuse } from './refusal.ts';

export class CallParameters {
  readonly #query: URLSearchParams;

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  text(name: string): string | undefined {
    return this.#query.get(name) ?? undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    refuse(`1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`);
  }

  flag(name: string): boolean {
    return this.text(name) === 'true';
  }

  /** One of the values that the API's model allows. */
  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const value = this.text(name);
    if (value === undefined || allowed.includes(value as Value)) return value as Value | undefined;
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    refuse(
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
    );
  }

  /** Structures of a list, by field; `undefined` where the list was not sent, `[]` where it was sent empty. */
  structures(name: string): Record<string, string>[] | undefined {
    const found = queryList(this.#query, name);
    return found.length > 0 || this.#query.has(name) ? found : undefined;
  }

  texts(name: string): string[] | undefined {
    return this.structures(name)?.map((item) => item[''] ?? '');
  }

  /** Refuses what the endpoint can't do, rather than ignoring it. */
  refuseUnavailable(...names: readonly string[]): void {
    for (const [key, value] of this.#query) {
      if (value !== '' && names.some((name) => key === name || key.startsWith(`${name}.`))) {
        refuse(`${key.split('.')[0]} is not available in the embedded endpoint.`);
      }
    }
  }
}
