/**
 * In: drafts with expressions. Out: CloudFormation values, and what they need: parameters, outputs of other stacks, edges.
 * Never makes an export or an import: a reference between stacks is a parameter that the deployer feeds.
 */
import { type Expression, isExpression } from '../core/expression.ts';
import { attributeName, itemName } from '../core/names.ts';
import type { CfnValue, ParameterSource } from '../core/stages.ts';
import type { Attribute } from './construct.ts';
import { attributeOf, type Directory } from './directory.ts';
import { ASSET_BUCKET } from './kit/function-asset.ts';

/** What the references of all stacks need from each other; grows while stacks are linked. */
export interface Wiring {
  readonly directory: Directory;
  /** Stack → parameter. */
  readonly parameters: Map<string, Map<string, Parameter>>;
  /** Stack → output. */
  readonly outputs: Map<string, Map<string, CfnValue>>;
  readonly edges: Edge[];
}

export interface Parameter {
  readonly type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly source: ParameterSource;
}

/** `from` needs an output of `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reference: Expression & { readonly kind: 'attribute' };
}

/** In which stack a value stands. */
export interface Place {
  readonly stack: string;
  /** Asked of every reference within the stack: whether it takes its composed form. */
  isComposed(construct: string, attribute: string): boolean;
}

export function newWiring(directory: Directory): Wiring {
  return { directory, parameters: new Map(), outputs: new Map(), edges: [] };
}

/** Keys come out sorted, so that a template has the same bytes whatever the order in the file. */
export function link(value: unknown, place: Place, wiring: Wiring): CfnValue {
  if (isExpression(value)) return linkExpression(value, place, wiring);
  if (Array.isArray(value)) return value.map((item) => link(item, place, wiring));
  if (typeof value !== 'object' || value === null) return value as CfnValue;
  const result: Record<string, CfnValue> = {};
  for (const key of Object.keys(value).sort()) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item !== undefined) result[key] = link(item, place, wiring);
  }
  if (result.Ref === ASSET_BUCKET) need(wiring, place.stack, ASSET_BUCKET, { type: 'String', source: { from: 'asset-bucket' } });
  return result;
}

function linkExpression(found: Expression, place: Place, wiring: Wiring): CfnValue {
  switch (found.kind) {
    case 'attribute':
      return linkAttribute(found, place, wiring);
    case 'pseudo':
      return { Ref: found.name };
    case 'ssm':
      return need(wiring, place.stack, `Ssm${itemName(found.name)}`, { type: 'String', source: { from: 'ssm', name: found.name } });
    case 'cfn': {
      const { stack, output } = found;
      return need(wiring, place.stack, `Cfn${itemName(`${stack}.${output}`)}`, { type: 'String', source: { from: 'cfn', stack, output } });
    }
    case 'join':
      return { 'Fn::Join': ['', found.parts.map((part) => (typeof part === 'string' ? part : asText(part, place, wiring)))] };
  }
}

function linkAttribute(found: Expression & { readonly kind: 'attribute' }, place: Place, wiring: Wiring): CfnValue {
  const { construct, attribute: name } = found;
  const attribute = attributeOf(wiring.directory, construct, name);
  const producer = wiring.directory.get(construct)?.stack.id;
  // Reported by `checkReferences`: the expansion is not used.
  if (!attribute || producer === undefined) return '';
  if (producer === place.stack) return place.isComposed(construct, name) ? (attribute.composed ?? attribute.value) : attribute.value;
  wiring.edges.push({ from: place.stack, to: producer, reference: found });
  const output = demandOutput(wiring, construct, name);
  return need(wiring, place.stack, output, { type: attribute.type ?? 'String', source: { from: 'output', stack: producer, output } });
}

/** A list inside a text is joined by commas, as it travels. */
function asText(part: Expression, place: Place, wiring: Wiring): CfnValue {
  const value = link(part, place, wiring);
  const isList = part.kind === 'attribute' && attributeOf(wiring.directory, part.construct, part.attribute)?.type === 'CommaDelimitedList';
  return isList ? { 'Fn::Join': [',', value] } : value;
}

/** Lets the stack of `construct` put out the attribute; its output's name. */
export function demandOutput(wiring: Wiring, construct: string, name: string): string {
  const output = attributeName(construct, name);
  const entry = wiring.directory.get(construct);
  const attribute = attributeOf(wiring.directory, construct, name);
  if (entry && attribute) putOut(wiring, entry.stack.id, output, travelling(attribute));
  return output;
}

export function putOut(wiring: Wiring, stack: string, name: string, value: CfnValue): void {
  const outputs = wiring.outputs.get(stack) ?? new Map<string, CfnValue>();
  wiring.outputs.set(stack, outputs.set(name, value));
}

function travelling({ value, type }: Attribute): CfnValue {
  return type === 'CommaDelimitedList' ? { 'Fn::Join': [',', value] } : value;
}

function need(wiring: Wiring, stack: string, name: string, parameter: Parameter): CfnValue {
  const parameters = wiring.parameters.get(stack) ?? new Map<string, Parameter>();
  wiring.parameters.set(stack, parameters.set(name, parameter));
  return { Ref: name };
}
