/**
 * In: a tree with `${…}` in its texts, and what the variables stand for. Out: the tree with values and expressions.
 * Must never: look at anything but its scope, or take more than a bounded amount from it.
 */
import { nearest } from '../../core/nearest.ts';
import { describeKind, type MapNode, type Node, type ScalarNode, scalar, UNRESOLVED } from '../node.ts';
import type { Schema, SchemaSet } from '../schema.ts';
import { type Place, spanOf } from '../source.ts';
import { type Final, pathOf, rootStep, type Step, walk } from '../walk.ts';
import { bindSub, isSub } from './bind-sub.ts';
import { asText, join } from './join.ts';
import { lookUp } from './lookup.ts';
import { type Part, splitText, type Variable } from './reference.ts';
import { NO_SECRETS, type Origins, type Outcome, placeOf, type Resolved, type Scope } from './scope.ts';

/** What all variables together may bring in, in characters: a few that repeat each other can be without end. */
const MAX_BROUGHT_IN = 4 * 1024 * 1024;
/** Variables inside what variables brought in. */
const MAX_NESTING = 20;
/** Whatever is not known to mean nothing. */
const OBEYED_BY_SHELLS = /[^\p{L}\p{N}_@+=:,./ -]/u;
/** Top-level keys whose values reach templates. */
const IN_TEMPLATES = new Set(['stacks', 'defaults', 'tags']);

export class Resolver {
  /** What each variable that brought something in came to. */
  readonly #done = new Map<string, Outcome>();
  /** Variables that are being resolved, outermost first. */
  readonly #open: string[] = [];
  readonly #ids: ReadonlyMap<string, boolean>;
  #broughtIn = 0;
  #needsLongForms = false;

  constructor(
    readonly scope: Scope,
    readonly set: SchemaSet,
  ) {
    this.#ids = scope.constructs === 'any' ? new Map() : scope.constructs;
  }

  /** A variable has brought in what may be a short form. */
  get needsLongForms(): boolean {
    return this.#needsLongForms;
  }

  resolve(tree: Node, schema: Schema, path: readonly (string | number)[] = []): Node {
    return this.#walk(tree, rootStep(schema, path), (secrets, place, step) => {
      if (secrets.size > 0 && reachesTemplate(step)) this.#warnOfSecrets(secrets, place);
    });
  }

  #walk(tree: Node, start: Step, onSecrets: (secrets: Origins, place: Place, step: Step) => void): Node {
    const visit = (node: Node, step: Step): Node | Final => {
      if (step.cloudFormation && isSub(node)) return { final: this.#sub(node, step, onSecrets) };
      if (node.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('${')) return node;
      const resolved = this.#text(node.value, node, step);
      onSecrets(resolved.secrets, node.place, step);
      return { final: resolved.node };
    };
    return walk(tree, start, { set: this.set, visit });
  }

  #text(text: string, node: ScalarNode, step: Step): Resolved {
    const parts = this.#ours(splitText(text), node.place, step);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined && typeof only === 'object') {
      const found = this.#part(only, node.place, step);
      this.#needsLongForms ||= found.node.kind !== 'scalar' || step.schema.shorthand !== undefined;
      // The place is where the user wrote the variable; the parts of a map or list keep their own.
      return found.node.kind === 'scalar' ? { ...found, node: { ...found.node, place: node.place } } : found;
    }
    const secrets = new Map<string, string>();
    const pieces = parts.map((part) => {
      const found = this.#part(part, node.place, step);
      for (const [name, from] of found.secrets) secrets.set(name, from);
      const piece = asText(found.node);
      if (typeof part === 'object' && 'text' in part && step.schema.shell) this.#checkForShell(piece, part, node.place, step);
      if (piece !== undefined) return piece;
      const written = typeof part === 'object' && 'text' in part ? part.text : text;
      const args = { text: written, found: describeKind(found.node) };
      this.scope.diagnostics.report('E1106', pathOf(step), args, { span: spanOf(placeOf(written, node.place)) });
      return UNRESOLVED;
    });
    return { node: scalar(join(pieces), node.place), secrets };
  }

  /** Of what is not ours only the variables inside are: `${PORT:-${param:port}}` of a shell. */
  #ours(parts: readonly Part[], place: Place, step: Step, depth = 0): readonly Part[] {
    return parts.flatMap((part) => {
      if (typeof part === 'string' || 'unclosed' in part || !this.#isForeign(part, step)) return [part];
      const inside = part.text.slice(2);
      if (!inside.includes('${')) return [part];
      if (depth < MAX_NESTING) return ['${', ...this.#ours(splitText(inside), place, step, depth + 1)];
      this.scope.diagnostics.report('E1108', pathOf(step), { text: part.text }, { span: spanOf(placeOf(part.text, place)) });
      return [part];
    });
  }

  #part(part: Part, place: Place, step: Step): Resolved {
    const literal = (text: string) => ({ node: scalar(text, place), secrets: NO_SECRETS });
    if (typeof part === 'string') return literal(part);
    if ('unclosed' in part) {
      if (step.foreign) return literal(part.unclosed);
      const text = part.unclosed.length > 40 ? `${part.unclosed.slice(0, 40)}…` : part.unclosed;
      this.scope.diagnostics.report('E1105', pathOf(step), { text }, { span: spanOf(placeOf(part.unclosed, place)) });
      return { node: scalar(UNRESOLVED, place), secrets: NO_SECRETS };
    }
    return this.#isForeign(part, step) ? literal(part.text) : this.#variable(part, place, step);
  }

  #variable(variable: Variable, place: Place, step: Step): Resolved {
    const outcome = lookUp(
      { variable, place, step },
      {
        scope: this.scope,
        ids: this.#ids,
        nested: (...all) => this.#nested(...all),
      },
    );
    if ('node' in outcome && this.#fits(outcome.node, variable, place, step)) return outcome;
    if ('missing' in outcome) {
      const args = { text: variable.text, reason: outcome.missing, hint: outcome.hint };
      this.scope.diagnostics.report('E1102', pathOf(step), args, { span: spanOf(placeOf(variable.text, place)) });
    }
    return { node: scalar(UNRESOLVED, place), secrets: NO_SECRETS };
  }

  #sub(node: MapNode, step: Step, onSecrets: (secrets: Origins, place: Place, step: Step) => void): Node {
    return bindSub(node, {
      valueOf: (variable) => {
        if (this.#isForeign(variable, step)) return undefined;
        const found = this.#variable(variable, node.place, step);
        onSecrets(found.secrets, node.place, step);
        return asText(found.node) ?? '';
      },
      resolve: (value) => this.#walk(value, step, onSecrets),
    });
  }

  /** CloudFormation's, the shell's or IAM's: in their places what is none of our forms stays. */
  #isForeign({ reference }: Variable, step: Step): boolean {
    if (!step.foreign) return false;
    // IAM doesn't know `${AWS::AccountId}`; raw CloudFormation does by itself, and a shell command is no part of the template.
    if (reference?.kind === 'pseudo') return step.cloudFormation || step.schema.known === true;
    if (reference?.kind !== 'attribute') return !reference;
    return !this.#ids.has(reference.construct) && !this.#isMisspelt(reference, step);
  }

  /** An output is no text that something else reads, and attributes of CloudFormation's begin with a capital letter. */
  #isMisspelt({ construct, attribute }: { readonly construct: string; readonly attribute: string }, step: Step): boolean {
    return /^[a-z]/.test(attribute) && pathOf(step)[2] === 'outputs' && nearest(construct, this.#ids.keys()) !== undefined;
  }

  /** Says once that it is too much. */
  #fits(node: Node, variable: Variable, place: Place, step: Step): boolean {
    const before = this.#broughtIn;
    this.#broughtIn += sizeOf(node, MAX_BROUGHT_IN - before);
    if (this.#broughtIn <= MAX_BROUGHT_IN) return true;
    if (before <= MAX_BROUGHT_IN) {
      this.scope.diagnostics.report('E1108', pathOf(step), { text: variable.text }, { span: spanOf(placeOf(variable.text, place)) });
    }
    return false;
  }

  #nested(name: string, node: Node, place: Place, user: Step, step: Step): Outcome {
    // What a place makes of a value depends on the place: foreign `${…}` stays in some.
    const key = `${name} ${step.foreign} ${step.cloudFormation}`;
    const done = this.#done.get(key);
    if (done) return done;
    const start = this.#open.indexOf(name);
    if (start !== -1) {
      this.scope.diagnostics.report('E1103', pathOf(user), { cycle: [...this.#open.slice(start), name] }, { span: spanOf(place) });
      return { reported: true };
    }
    if (this.#open.length === MAX_NESTING) {
      this.scope.diagnostics.report('E1108', pathOf(user), { text: name }, { span: spanOf(place) });
      return { reported: true };
    }
    this.#open.push(name);
    const secrets = new Map<string, string>();
    const resolved = this.#walk(node, step, (found) => {
      for (const [secret, from] of found) secrets.set(secret, from);
    });
    this.#open.pop();
    const outcome = { node: resolved, secrets };
    this.#done.set(key, outcome);
    return outcome;
  }

  #checkForShell(value: ReturnType<typeof asText>, { text }: Variable, place: Place, step: Step): void {
    const character = typeof value === 'string' ? OBEYED_BY_SHELLS.exec(value)?.[0] : undefined;
    if (character !== undefined && value !== text) {
      this.scope.diagnostics.report('E1109', pathOf(step), { text, character }, { span: spanOf(placeOf(text, place)) });
    }
  }

  #warnOfSecrets(secrets: Origins, place: Place): void {
    for (const [name, from] of secrets) {
      const severity = this.scope.protect ? 'error' : 'warning';
      this.scope.diagnostics.report('E1107', [], { name, from }, { span: spanOf(place), severity });
    }
  }
}

function reachesTemplate(step: Step): boolean {
  for (let at: Step | undefined = step; at; at = at.above) if (at.schema.outsideTemplate) return false;
  return IN_TEMPLATES.has(String(pathOf(step)[0]));
}

/** In characters; stops counting beyond `limit`. */
function sizeOf(node: Node, limit: number): number {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? node.value.length + 1 : 1;
  let size = 1;
  for (const one of node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value)) {
    if (size > limit) break;
    size += sizeOf(one, limit - size);
  }
  return size;
}
