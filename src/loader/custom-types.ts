/** `constructTypes`: the app's own types beside the built-in ones. Their modules are read by whoever is able to run them. */
import { join } from 'node:path';
import type { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { constructCommon } from './app-schema/construct.ts';
import { entriesOf } from './check-ids.ts';
import type { Complaint } from './complaint.ts';
import { CONSTRUCT_ID } from './ids.ts';
import { child, type Node, textOf } from './node.ts';
import { normalisePath, type Reader, staysInside } from './read-file.ts';
import type { Schema, SchemaSet } from './schema.ts';
import type { SourceFile } from './source.ts';

/** What the module of a type says about configurations; `validate` sees one without the keys that every construct has. */
export interface CustomType {
  readonly schema: Schema;
  validate(value: unknown): readonly Complaint[];
}

/** Reads modules, by type: a path below the root that begins with `./`, or the name of a package. Types that can't be used are left out. */
export type ReadConstructTypes = (modules: ReadonlyMap<string, string>, root: string) => Promise<ReadonlyMap<string, CustomType>>;

/** `builtIn` with the types of `tree`. Constructs of those that were not read are not judged, but their common keys are. */
export async function withCustomTypes(
  builtIn: SchemaSet,
  tree: Node,
  reader: Reader,
  read: ReadConstructTypes | undefined,
  diagnostics: Diagnostics,
): Promise<SchemaSet> {
  const declared = [...entriesOf(child(tree, 'constructTypes'))];
  if (declared.length === 0) return builtIn;
  const modules = new Map<string, string>();
  for (const [type, { value }] of declared) {
    const module = textOf(value);
    // What has the wrong form is told by validation.
    if (module === undefined || !new RegExp(CONSTRUCT_ID).test(type)) continue;
    if (Object.hasOwn(builtIn.constructs, type)) {
      diagnostics.report('E2301', ['constructTypes', type], { type });
    } else {
      const name = moduleName(type, module, value.place.file, reader, diagnostics);
      if (name !== undefined) modules.set(type, name);
    }
  }
  const types = (await read?.(modules, reader.root)) ?? new Map<string, CustomType>();
  const own = declared.map(([type]) => type).filter((type) => !Object.hasOwn(builtIn.constructs, type));
  const schemas = own.map((type) => [type, withCommon(types.get(type)?.schema ?? {})] as const);
  return {
    ...builtIn,
    constructs: { ...builtIn.constructs, ...Object.fromEntries(schemas) },
    custom: new Map(own.map((type) => [type, types.get(type)?.validate])),
  };
}

function withCommon(schema: Schema & { readonly required?: readonly string[] }): Schema {
  return {
    ...schema,
    switchable: true,
    required: ['type', ...(schema.required ?? [])],
    properties: { ...constructCommon, ...schema.properties },
  } as Schema;
}

/** A path with `./` before it, or the name of a package; `undefined` after a problem. */
function moduleName(type: string, written: string, standsIn: SourceFile, reader: Reader, diagnostics: Diagnostics): string | undefined {
  const report = (hint?: string) =>
    diagnostics.report(
      'E2302',
      ['constructTypes', type],
      { type, module: written },
      { part: 'value', ...(hint !== undefined && { hint }) },
    );
  const name = normalisePath(written, standsIn);
  const isThere = name !== undefined && reader.disk.kind(join(reader.root, name)) === 'file';
  if (!/^\.{0,2}\//.test(written)) {
    if (!isThere) return written;
    report(`for the file write \`./${written}\``);
  } else if (name === undefined || !staysInside(reader, join(reader.root, name))) {
    diagnostics.report('E1019', ['constructTypes', type], { path: written }, { part: 'value' });
  } else {
    if (isThere) return `./${name}`;
    report(didYouMean(name, reader));
  }
  return undefined;
}

function didYouMean(name: string, { root, disk }: Reader): string | undefined {
  const slash = name.lastIndexOf('/') + 1;
  const near = nearest(name.slice(slash), disk.names(join(root, name.slice(0, slash))) ?? []);
  return near === undefined ? undefined : `did you mean \`./${name.slice(0, slash)}${near}\`?`;
}
