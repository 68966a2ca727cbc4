/**
 * In: the resolved tree. Out: the same with every scalar in the type its schema wants: quantities as numbers, texts as
 * they stand in the file, paths relative to the root. Reports what can't be: an expression where a value must be known.
 */
import type { Diagnostics } from '../core/diagnostic.ts';
import { type Expression, isExpression } from '../core/expression.ts';
import { instead } from '../core/fix.ts';
import type { JsonPath } from '../core/span.ts';
import { type FormName, forms } from './forms/index.ts';
import { describeKind, type Node, type ScalarNode, type ScalarValue, scalar, UNRESOLVED } from './node.ts';
import { checkedPath } from './paths.ts';
import { EXAMPLES, parseQuantity } from './quantity.ts';
import type { Reader } from './read-file.ts';
import { numberOf } from './scalar.ts';
import { admitsExpression, allowsType, type Schema, type SchemaSet } from './schema.ts';
import { spanOf } from './source.ts';
import { placeOf } from './variables/scope.ts';
import { writtenVariable } from './variables/written.ts';
import { pathOf, rootStep, type Step, walk } from './walk.ts';

export interface CoerceOptions {
  readonly set: SchemaSet;
  readonly schema: Schema;
  readonly reader: Reader;
  /** The type of a construct that an override leaves out. */
  readonly typeOf?: (path: JsonPath) => string | undefined;
  /** The value of `${region}` and `${account}` at `path`, for places where it must be known. */
  pseudo(name: string, path: JsonPath): string | undefined;
  readonly diagnostics: Diagnostics;
}

export function coerce(tree: Node, options: CoerceOptions): Node {
  return walk(tree, rootStep(options.schema), {
    set: options.set,
    ...(options.typeOf && { typeOf: options.typeOf }),
    visit(node, step) {
      if (node.kind !== 'scalar') return node;
      const value = isExpression(node.value) ? knownPart(node.value, step, options) : node.value;
      if (isExpression(value)) {
        checkExpression(value, node, step, options);
        return value === node.value ? node : { ...node, value };
      }
      return coerceScalar(value === node.value ? node : scalar(value, node.place), step, options);
    },
  });
}

function coerceScalar(node: ScalarNode, step: Step, options: CoerceOptions): ScalarNode {
  const value = typedValue(node, step, options);
  const { pathTo, format } = step.schema;
  // Said once is enough.
  if (typeof value === 'string' && format && !hasForm(value, node, step, options)) return { ...node, value: UNRESOLVED };
  if (typeof value === 'string' && pathTo) {
    const checked = checkedPath(value, node.place.file, pathTo, options.reader);
    if (checked === undefined) options.diagnostics.report('E1019', pathOf(step), { path: value }, { span: spanOf(node.place) });
    return { ...node, value: checked ?? value };
  }
  return value === node.value ? node : { ...node, value };
}

/** Whether `value` can be used; what isn't as it should be is told. */
function hasForm(value: string, { place }: ScalarNode, step: Step, { diagnostics }: CoerceOptions): boolean {
  // A module of `constructTypes` may name any format; those that we don't know say nothing.
  const { what = '', check } = forms[step.schema.format as FormName] ?? {};
  const misfit = check?.(value);
  if (!misfit) return true;
  const { problem, hint, right, warning } = misfit;
  diagnostics.report(
    warning ? 'E2020' : 'E2019',
    pathOf(step),
    { value, what, problem, right },
    { span: spanOf(place), ...(hint !== undefined && { hint }), fix: right === undefined ? undefined : instead(value, right) },
  );
  return warning === true;
}

function typedValue(node: ScalarNode, step: Step, { diagnostics }: CoerceOptions): ScalarValue {
  const { value } = node;
  const { schema } = step;
  if (schema.unit && typeof value === 'string') {
    const quantity = parseQuantity(value, schema.unit);
    if (typeof quantity === 'number') return quantity;
    diagnostics.report(
      'E2010',
      pathOf(step),
      { name: String(step.key), value, ...quantity, example: EXAMPLES[schema.unit] },
      { span: spanOf(node.place), fix: quantity.right === undefined ? undefined : instead(value, quantity.right) },
    );
    return UNRESOLVED;
  }
  if (schema.type === undefined) return value;
  const wantsNumber = allowsType(schema, 'integer') || allowsType(schema, 'number');
  // The text as it stands in the file: `1.10` stays `1.10`.
  if (typeof value === 'number' || typeof value === 'boolean') {
    const fits = typeof value === 'number' ? wantsNumber : allowsType(schema, 'boolean');
    return !fits && allowsType(schema, 'string') ? (node.text ?? String(value)) : value;
  }
  // Environment and command line only have texts.
  if (typeof value === 'string' && !allowsType(schema, 'string')) {
    if (allowsType(schema, 'boolean') && (value === 'true' || value === 'false')) return value === 'true';
    if (wantsNumber) return numberOf(value) ?? value;
  }
  return value;
}

function checkExpression(value: Expression, node: ScalarNode, step: Step, { set, diagnostics }: CoerceOptions): void {
  if (value === UNRESOLVED) return;
  const { schema } = step;
  // Of what is short for a map, the map is what is needed.
  if (schema.known || schema.shorthand) {
    const text = writtenVariable(value);
    diagnostics.report('E1104', pathOf(step), { text }, { span: spanOf(placeOf(text, node.place)) });
  } else if (!admitsExpression(schema, set)) {
    const expected = allowsType(schema, 'object') ? 'a map' : 'a list of maps';
    diagnostics.report(
      'E2003',
      pathOf(step),
      { name: String(step.key), expected, found: describeKind(node) },
      { span: spanOf(node.place) },
    );
  }
}

/** `${region}` and `${account}` are known where the app file says them; only there where they must be are they put in. */
function knownPart(value: Expression, step: Step, options: CoerceOptions): string | Expression {
  if (!step.schema.known) return value;
  if (value.kind === 'pseudo') return options.pseudo(value.name, pathOf(step)) ?? value;
  if (value.kind !== 'join' || value === UNRESOLVED) return value;
  const parts = value.parts.map((part) => (typeof part === 'string' ? part : knownPart(part, step, options)));
  return parts.every((part) => typeof part === 'string') ? parts.join('') : value;
}
