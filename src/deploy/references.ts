/** Names that a piece of a template refers to: resources and parameters, by `Ref`, `Fn::GetAtt` and `Fn::Sub`. */

export function references(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  collect(value, names);
  return names;
}

function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, names);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref' && typeof item === 'string') names.add(item);
      else if (key === 'Fn::GetAtt') names.add(targetOf(item));
      else if (key === 'Fn::Sub') collectSub(item, names);
      else collect(item, names);
    }
  }
}

function targetOf(argument: unknown): string {
  return String(Array.isArray(argument) ? argument[0] : argument).split('.')[0] as string;
}

/** `${Name}`, `${Name.Attribute}`; `${!Name}` is literal, and names bound beside the text are not references. */
function collectSub(argument: unknown, names: Set<string>): void {
  const [text, bound] = Array.isArray(argument) ? argument : [argument, {}];
  collect(Object.values((bound as object | null) ?? {}), names);
  for (const [, name = ''] of String(text).matchAll(/\$\{([^!${}][^${}]*)\}/g)) {
    if (!Object.hasOwn((bound as object | null) ?? {}, name)) names.add(targetOf(name.trim()));
  }
}
