/**
 * What function code imports from `projctl/runtime`: typed access to what `bind:` gave the function. In: environment variables.
 * Out: their values. It never calls AWS and depends on nothing but the rule that names the variables.
 */
import { environmentName } from '../core/environment-name.ts';

export type Resources = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `Resource.Notes.tableName`: the attribute of a bound construct. */
export const Resource: Resources = new Proxy(
  {},
  { get: (_, construct) => (typeof construct === 'string' ? attributesOf(construct) : undefined) },
);

function attributesOf(construct: string): Readonly<Record<string, string>> {
  return new Proxy(
    {},
    {
      get(_, attribute) {
        if (typeof attribute !== 'string') return undefined;
        const value = process.env[environmentName(construct, attribute)];
        if (value === undefined) {
          throw new Error(`${construct}.${attribute} is not bound to this function: add \`bind: [${construct}]\` to it in app.yml`);
        }
        return value;
      },
    },
  );
}
