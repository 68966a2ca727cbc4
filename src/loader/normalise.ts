/** Short forms become long forms, CloudFormation's YAML tags their functions: after this there is one form. Idempotent. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { JsonPath } from '../core/span.ts';
import { FUNCTIONS_ELSEWHERE, fromTag, isCloudFormationTag, listedAttribute, nearestTag } from './cloudformation-tags.ts';
import { isNull, mapOfOne, type Node, scalar, UNRESOLVED } from './node.ts';
import { allowsType, type Schema, type SchemaSet } from './schema.ts';
import { lineAt, spanOf } from './source.ts';
import { isSingleReference } from './variables/reference.ts';
import { pathOf, rootStep, type Step, walk } from './walk.ts';

export interface NormaliseOptions {
  readonly set: SchemaSet;
  readonly schema: Schema;
  readonly path?: JsonPath;
  /** The type of a construct that an override leaves out. */
  readonly typeOf?: (path: JsonPath) => string | undefined;
  /** Variables have their values: what looks like one is text, or somebody else's. */
  readonly valued?: true;
  readonly diagnostics: Diagnostics;
}

export function normalise(node: Node, options: NormaliseOptions): Node {
  const { set, diagnostics } = options;
  return walk(node, rootStep(options.schema, options.path), {
    set,
    ...(options.typeOf && { typeOf: options.typeOf }),
    visit(found, step) {
      const { schema, cloudFormation } = step;
      if (found.tag !== undefined) {
        if (cloudFormation && isCloudFormationTag(found.tag)) return fromTag(found);
        reportTag(found, found.tag, cloudFormation, diagnostics);
        return withoutTag(found);
      }
      if (cloudFormation && found.kind === 'map') return listedAttribute(found);
      return isNothing(found) ? (emptyForm(found, step) ?? found) : longForm(found, schema, options.valued);
    },
  });
}

/** A key with nothing after it: what stood below it may be commented out. */
function isNothing(node: Node): boolean {
  return isNull(node) && node.place.start === node.place.end;
}

/** Where a map or a list is wanted, nothing is an empty one; in what a stage overrides it removes. */
function emptyForm({ place }: Node, step: Step): Node | undefined {
  const { schema } = step;
  if (schema.type === undefined || schema.shorthand) return undefined;
  const [top, , ...below] = pathOf(step);
  if (top === 'stages' && below.length > 0) return undefined;
  if (schema.type === 'object') return { kind: 'map', entries: new Map(), place };
  return allowsType(schema, 'array') ? { kind: 'list', items: [], place } : undefined;
}

function longForm(node: Node, schema: Schema, valued = false): Node {
  if (!schema.shorthand || node.kind === 'map') return node;
  // What a variable stands for decides its form; it is seen when this runs again on the tree with its values.
  if (!valued && node.kind === 'scalar' && typeof node.value === 'string' && isSingleReference(node.value)) return node;
  const kind = node.kind === 'list' ? 'array' : typeof node.value;
  if (kind !== 'array' && kind !== 'string' && kind !== 'number' && kind !== 'boolean') return node;
  const short = schema.shorthand[kind];
  if (short === undefined || allowsType(schema, kind)) return node;
  if (typeof short === 'string') return mapOfOne(short, node);
  if ('itemOf' in short) return { kind: 'list', items: [node], place: node.place };
  return node.kind === 'scalar' ? mapOfOne(String(node.value), scalar(short.keyWith, node.place)) : node;
}

function reportTag(node: Node, tag: string, cloudFormation: boolean, diagnostics: Diagnostics): void {
  const { file, start, end } = node.place;
  const line = lineAt(file, start).trim();
  // `permissions: !prod` has no value after the tag; `x: !y z` has one.
  const written = line.match(/![^\s]*( [^\s#,\]}][^#,\]}]*)?/)?.[0].trimEnd() ?? tag;
  const negated = /(^|[{,]\s*)when: ?/.test(line) && /^!\w/.test(tag);
  const corrected = negated ? `when: { not: ${tag.slice(1)} }` : line.replace(written, `'${written.replaceAll("'", "''")}'`);
  const hint = tagHint(tag, cloudFormation);
  const span = spanOf({ file, start, end: start + tag.length });
  // Only a lone stage can have been meant: what else may stand after a tag is anybody's guess.
  const alone = /(^|[\s{,])when:\s*$/.test(file.text.slice(file.text.lastIndexOf('\n', start) + 1, start)) && end === start + tag.length;
  const fix = negated && alone ? () => `{ not: ${tag.slice(1)} }` : undefined;
  diagnostics.report('E1006', [], { tag, corrected }, { span, ...(hint !== undefined && { hint }), fix });
}

function tagHint(tag: string, cloudFormation: boolean): string | undefined {
  const meant = nearestTag(tag);
  if (cloudFormation) return meant;
  if (!isCloudFormationTag(tag) && meant === undefined) return undefined;
  return FUNCTIONS_ELSEWHERE;
}

function withoutTag(node: Node): Node {
  const { tag, ...rest } = node;
  // What stands in a function of CloudFormation's means nothing elsewhere.
  if (isCloudFormationTag(tag ?? '') || nearestTag(tag ?? '') !== undefined) return scalar(UNRESOLVED, node.place);
  // `!prod` alone: the tag was meant to be the value.
  return rest.kind === 'scalar' && rest.value === null ? { ...rest, value: UNRESOLVED } : rest;
}
