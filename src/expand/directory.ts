/** First pass: every construct says what others may refer to. */
import { logicalId } from '../core/names.ts';
import type { AppConfig, ConstructConfig } from '../core/stages.ts';
import type { Attribute, Construct, Found, Self } from './construct.ts';

export interface Entry extends Found, Self {
  readonly construct: ConstructTypes[string];
  readonly config: ConstructConfig['config'];
}

export type Directory = ReadonlyMap<string, Entry>;

export type ConstructTypes = Readonly<Record<string, Pick<Construct, 'describe' | 'expand'>>>;

export function describe(app: AppConfig, types: ConstructTypes): Directory {
  const directory = new Map<string, Entry>();
  for (const stack of app.stacks) {
    for (const { id, type, config, path } of stack.constructs) {
      const construct = types[type];
      // The loader refuses unknown types: this would be a bug of ours.
      if (!construct) throw new Error(`no construct type ${type}`);
      const self: Self = { id, app, stack, path, overrides: config.overrides, logicalId: (role) => logicalId(id, role) };
      const described = construct.describe(config, self);
      directory.set(id, { ...self, ...described, attributes: known(described.attributes, config.overrides), type, construct, config });
    }
  }
  return directory;
}

/** An override may change the name that composed forms are made from: then there are none. */
function known(attributes: Found['attributes'], overrides: unknown): Found['attributes'] {
  if (!/"[A-Za-z]*Name"/.test(JSON.stringify(overrides ?? ''))) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { value, type }]) => [name, type === undefined ? { value } : { value, type }]),
  );
}

/** The attribute that an expression refers to; `undefined` where there is none, which has been reported. */
export function attributeOf(directory: Directory, construct: string, attribute: string): Attribute | undefined {
  const { attributes = {}, unjudged } = directory.get(construct) ?? {};
  if (unjudged) return { value: '' };
  return Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
}
