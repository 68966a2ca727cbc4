/**
 * Every place of an app file where an editor can help, by walking the published schema. In: the schema. Out: texts with what must be
 * offered and shown there. Never: a second turn through a shape that holds itself.
 */

export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A map: its keys, each half typed below `lines`. */
export interface Place {
  /** `Api.routes.*.timeout` */
  readonly path: string;
  /** YAML whose last line is the map's own key; the next stands one step deeper. */
  readonly lines: readonly string[];
  readonly indent: string;
  readonly keys: Readonly<Record<string, Schema>>;
  /** Offered beside the keys: the map itself, by its title, with all that it must have. */
  readonly title: string;
  /** Keys that `lines` have written already. */
  readonly written: readonly string[];
}

export function placesOf(app: Schema): readonly Place[] {
  const found: Place[] = [];
  const definitions = app.definitions ?? {};

  const visit = (
    schema: Schema,
    path: string,
    lines: readonly string[],
    indent: string,
    seen: readonly string[],
    written: readonly string[],
  ) => {
    const { target, turns } = followed(schema, definitions, seen);
    if (!target) return;
    const { properties: keys = {}, additionalProperties: values, items } = target;
    if (Object.keys(keys).length > 0) found.push({ path, lines, indent, keys, title: target.title ?? '', written });
    for (const [key, one] of Object.entries(keys)) {
      visit(one, path === '' ? key : `${path}.${key}`, [...lines, `${indent}${key}:`], `${indent}  `, turns, []);
    }
    if (typeof values === 'object') {
      const key = target.propertyNames?.title ?? 'GET /a';
      visit(values, `${path}.*`, [...lines, `${indent}${key}:`], `${indent}  `, turns, []);
    }
    if (items) visit(items, `${path}[]`, lines.concat(`${indent}-`), `${indent}  `, turns, []);
  };

  const visitConstructs = (stack: readonly string[], where: string, suffix: string) => {
    const indent = '  '.repeat(stack.length);
    for (const type of definitions.Construct?.properties?.type?.enum ?? []) {
      const schema = definitions[`Construct${type}${suffix}`];
      if (!schema) throw new Error(`the schema has no Construct${type}${suffix}`);
      visit(schema, `${where}${type}`, [...stack, `${indent}One:`, `${indent}  type: ${type}`], `${indent}  `, [], ['type']);
    }
  };

  visit(app, '', [], '', [], []);
  visitConstructs(['stacks:', '  core:', '    constructs:'], '', '');
  visitConstructs(['stages:', '  prod:', '    stacks:', '      core:', '        constructs:'], 'stages.', 'Override');
  return found;
}

/** What a reference leads to, with its own words; nothing where it was followed before, or leads to constructs, which have their own turn. */
function followed(schema: Schema, definitions: Readonly<Record<string, Schema>>, seen: readonly string[]) {
  const { $ref, ...words } = schema;
  if ($ref === undefined) return { target: schema, turns: seen };
  const name = $ref.replace('#/definitions/', '');
  if (seen.includes(name) || /^Construct(Override)?$/.test(name)) return { target: undefined, turns: seen };
  return { target: { ...definitions[name], ...words } as Schema, turns: [...seen, name] };
}

/** A key's schema with the words of what it refers to. */
export function wordsOf(schema: Schema, app: Schema): Schema {
  const { $ref, ...words } = schema;
  return $ref === undefined ? schema : { ...app.definitions?.[$ref.replace('#/definitions/', '')], ...words };
}

/** The words that a key takes as its value. */
export function valuesOf({ oneOf = [], type }: Schema): readonly string[] {
  const named = oneOf.flatMap((one) => one.enum ?? []).map(String);
  const types = [type ?? []].flat();
  return [...named, ...(types.includes('boolean') ? ['true', 'false'] : [])];
}
