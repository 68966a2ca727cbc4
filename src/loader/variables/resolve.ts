/**
 * In: a tree with `${…}` in its texts, and what the variables stand for. Out: the tree with values and expressions.
 * Must never: look at anything but its scope, or resolve the text that a variable brought in as if the user wrote it in YAML.
 */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { type Expression, expression, isExpression } from '../../core/expression.ts';
import { didYouMean, suggestion } from '../did-you-mean.ts';
import { child, describeKind, type MapNode, type Node, type ScalarNode, scalar } from '../node.ts';
import type { Reader } from '../read-file.ts';
import type { Schema, SchemaSet } from '../schema.ts';
import { type Place, spanOf } from '../source.ts';
import { type Final, pathOf, rootStep, type Step, walk } from '../walk.ts';
import { bindSub, isSub } from './bind-sub.ts';
import type { EnvironmentLookup } from './env-files.ts';
import { readFileValue } from './file.ts';
import { readGitHead } from './git.ts';
import { type Part, type Reference, splitText, type Variable } from './reference.ts';
import { namesOfForms, nearestForm } from './unknown.ts';

export interface Scope {
  readonly reader: Reader;
  /** Absent while the stage is being chosen: then only `env`, `git` and `file` have values. */
  readonly stage?: StageScope;
  readonly environment: EnvironmentLookup;
  /** Environment names that are said not to be secret. */
  readonly plain: ReadonlySet<string>;
  readonly protect: boolean;
  /** Construct id → whether it is there in this stage; `any`: not known yet, every one is taken. */
  readonly constructs: ReadonlyMap<string, boolean> | 'any';
  readonly diagnostics: Diagnostics;
}

export interface StageScope {
  readonly app: string;
  readonly stage: string;
  readonly local: boolean;
  readonly params: Node | undefined;
  /** `--param k=v`; they win. */
  readonly givenParams: Readonly<Record<string, string>>;
}

/** Environment names whose values came in, and where from. */
type Origins = ReadonlyMap<string, string>;

interface Resolved {
  readonly node: Node;
  readonly secrets: Origins;
}

/** `undefined`: no value; `reported` says that the user was told why. */
type Outcome = Resolved | { readonly missing: string; readonly hint: string } | { readonly reported: true };

const NO_SECRETS: Origins = new Map();
const SECRET_NAME = /SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY/i;
const IN_TEMPLATES = new Set(['stacks', 'defaults', 'tags']);

export class Resolver {
  readonly #params = new Map<string, Outcome>();
  /** Variables that are being resolved, outermost first. */
  readonly #open: string[] = [];
  readonly #ids: ReadonlyMap<string, boolean>;

  constructor(
    readonly scope: Scope,
    readonly set: SchemaSet,
  ) {
    this.#ids = scope.constructs === 'any' ? new Map() : scope.constructs;
  }

  resolve(tree: Node, schema: Schema, path: readonly (string | number)[] = []): Node {
    return walk(tree, rootStep(schema, path), { set: this.set, visit: (node, step) => this.#visit(node, step) });
  }

  #visit(node: Node, step: Step): Node | Final {
    if (step.cloudFormation && isSub(node)) return { final: this.#sub(node, step) };
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('${')) return node;
    const { node: value, secrets } = this.#text(node.value, node, step);
    if (IN_TEMPLATES.has(String(pathOf(step)[0]))) this.#warnOfSecrets(secrets, node.place);
    return { final: value };
  }

  #text(text: string, node: ScalarNode, step: Step): Resolved {
    const parts = splitText(text);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined && typeof only === 'object') {
      const found = this.#part(only, node.place, step);
      if (typeof found === 'string') return { node: scalar(found, node.place), secrets: NO_SECRETS };
      // The place is where the user wrote the variable; the parts of a map or list keep their own.
      return found.node.kind === 'scalar' ? { ...found, node: { ...found.node, place: node.place } } : found;
    }
    const pieces: (string | Expression)[] = [];
    const secrets = new Map<string, string>();
    for (const part of parts) {
      const found = this.#part(part, node.place, step);
      if (typeof found === 'string') {
        pieces.push(found);
        continue;
      }
      for (const [name, from] of found.secrets) secrets.set(name, from);
      const piece = asText(found.node);
      if (piece === undefined) {
        const written = typeof part === 'object' && 'text' in part ? part.text : text;
        this.scope.diagnostics.report(
          'E1106',
          pathOf(step),
          { text: written, found: describeKind(found.node) },
          { span: spanOf(placeOf(written, node.place)) },
        );
      } else {
        pieces.push(piece);
      }
    }
    return { node: scalar(join(pieces), node.place), secrets };
  }

  /** A string: literal text. */
  #part(part: Part, place: Place, step: Step): Resolved | string {
    if (typeof part === 'string') return part;
    if ('unclosed' in part) {
      if (step.foreign) return part.unclosed;
      this.scope.diagnostics.report(
        'E1105',
        pathOf(step),
        { text: shorten(part.unclosed) },
        { span: spanOf(placeOf(part.unclosed, place)) },
      );
      return '';
    }
    if (this.#isForeign(part, step)) return part.text;
    const outcome = this.#variable(part, place, step);
    if ('node' in outcome) return outcome;
    if ('missing' in outcome) {
      this.scope.diagnostics.report(
        'E1102',
        pathOf(step),
        { text: part.text, reason: outcome.missing, hint: outcome.hint },
        { span: spanOf(placeOf(part.text, place)) },
      );
    }
    return { node: scalar(UNRESOLVED, place), secrets: NO_SECRETS };
  }

  #sub(node: MapNode, step: Step): Node {
    return bindSub(node, {
      valueOf: (variable) => {
        if (this.#isForeign(variable, step)) return undefined;
        const found = this.#part(variable, node.place, step);
        return typeof found === 'string' ? found : (asText(found.node) ?? '');
      },
      resolve: (value) => walk(value, step, { set: this.set, visit: (inner, at) => this.#visit(inner, at) }),
    });
  }

  #isForeign({ reference }: Variable, step: Step): boolean {
    if (!step.foreign) return false;
    return !reference || (reference.kind === 'attribute' && !this.#ids.has(reference.construct));
  }

  #variable(variable: Variable, place: Place, step: Step): Outcome {
    const { reference } = variable;
    if (!reference) {
      const hint = nearestForm(variable.text, this.#ids.keys());
      this.scope.diagnostics.report(
        'E1101',
        pathOf(step),
        { text: variable.text },
        { span: spanOf(placeOf(variable.text, place)), ...(hint !== undefined && { hint }) },
      );
      return { reported: true };
    }
    const outcome = this.#reference(reference, variable, place, step);
    if (!('missing' in outcome) || !variable.fallback) return outcome;
    if ('text' in variable.fallback) return known(variable.fallback.text, place);
    return this.#variable(variable.fallback.variable, place, step);
  }

  #reference(reference: Reference, variable: Variable, place: Place, step: Step): Outcome {
    const { stage } = this.scope;
    switch (reference.kind) {
      case 'env':
        return this.#environment(reference.name, place);
      case 'git': {
        const head = readGitHead(this.scope.reader.root);
        const value = head?.[reference.name];
        if (value !== undefined) return known(value, place);
        const reason = head
          ? reference.name === 'branch'
            ? 'no branch is checked out'
            : 'there is no commit'
          : 'this is no git repository';
        return { missing: reason, hint: `give a fallback: \`\${git:${reference.name}, 'none'}\`` };
      }
      case 'file':
        return this.#file(reference.path, reference.pointer, variable, place, step);
    }
    if (!stage) return { missing: 'it depends on the stage, which is being chosen here', hint: 'use a text, or `${env:…}`' };
    switch (reference.kind) {
      case 'app':
      case 'stage':
      case 'local':
        return known(stage[reference.kind], place);
      case 'region':
        return known(expression({ kind: 'pseudo', name: 'AWS::Region' }), place);
      case 'account':
        return known(expression({ kind: 'pseudo', name: 'AWS::AccountId' }), place);
      case 'param':
        return this.#param(reference.name, stage, place, step);
      case 'ssm':
        return known(expression({ kind: 'ssm', name: reference.name }), place);
      case 'cfn':
        return known(expression({ kind: 'cfn', stack: reference.stack, output: reference.output }), place);
      case 'attribute':
        return this.#attribute(reference.construct, reference.attribute, variable, place, step);
    }
  }

  #environment(name: string, place: Place): Outcome {
    const found = this.scope.environment(name);
    if (!found)
      return { missing: 'it is set neither in the environment nor in a `.env` file', hint: `give a fallback: \`\${env:${name}, 'text'}\`` };
    const secret = (found.fromFile || SECRET_NAME.test(name)) && !this.scope.plain.has(name);
    return { node: scalar(found.value, place), secrets: secret ? new Map([[name, found.from]]) : NO_SECRETS };
  }

  #param(name: string, stage: StageScope, place: Place, step: Step): Outcome {
    const given = Object.hasOwn(stage.givenParams, name) ? stage.givenParams[name] : undefined;
    if (given !== undefined) return known(given, place);
    const written = child(stage.params, name);
    if (!written) {
      const near = suggestion(name, stage.params?.kind === 'map' ? stage.params.entries.keys() : []);
      return { missing: 'there is no such parameter', hint: near ?? `declare it under \`params\`, or give \`--param ${name}=VALUE\`` };
    }
    const done = this.#params.get(name);
    if (done) return done;
    const outcome = this.#nested(`\${param:${name}}`, place, step, () => this.#below(written, rootStep({}, ['params', name])));
    this.#params.set(name, outcome);
    return outcome;
  }

  #file(path: string, pointer: string | undefined, variable: Variable, place: Place, step: Step): Outcome {
    const found = readFileValue(this.scope.reader, path, pointer, this.scope.diagnostics);
    if ('node' in found) {
      return this.#nested(`\${file:${path}${pointer === undefined ? '' : `#${pointer}`}}`, place, step, () =>
        this.#below(found.node, step),
      );
    }
    if ('outside' in found) this.scope.diagnostics.report('E1019', pathOf(step), { path }, { span: spanOf(placeOf(variable.text, place)) });
    if ('missing' in found) return { missing: found.missing, hint: 'paths are relative to the app file' };
    return { reported: true };
  }

  #attribute(construct: string, attribute: string, variable: Variable, place: Place, step: Step): Outcome {
    const present = this.scope.constructs === 'any' ? true : this.#ids.get(construct);
    if (present) return known(expression({ kind: 'attribute', construct, attribute }), place);
    const span = spanOf(placeOf(variable.text, place));
    if (present === false) {
      this.scope.diagnostics.report('E2015', pathOf(step), { id: construct, stage: this.scope.stage?.stage ?? '' }, { span });
    } else if (namesOfForms.includes(construct)) {
      this.scope.diagnostics.report(
        'E1101',
        pathOf(step),
        { text: variable.text },
        { span, hint: `did you mean \`\${${construct}:${attribute}}\`?` },
      );
    } else {
      const near = didYouMean(construct, this.#ids.keys());
      const hint = near === undefined ? undefined : `did you mean \`\${${near}.${attribute}}\`?`;
      this.scope.diagnostics.report('E2014', pathOf(step), { id: construct }, { span, ...(hint !== undefined && { hint }) });
    }
    return { reported: true };
  }

  /** Resolves what a variable brought in, once, and never inside itself. */
  #nested(name: string, place: Place, step: Step, resolve: () => Resolved): Outcome {
    const start = this.#open.indexOf(name);
    if (start !== -1) {
      this.scope.diagnostics.report('E1103', pathOf(step), { cycle: [...this.#open.slice(start), name] }, { span: spanOf(place) });
      return { reported: true };
    }
    this.#open.push(name);
    const resolved = resolve();
    this.#open.pop();
    return resolved;
  }

  #below(node: Node, step: Step): Resolved {
    const secrets = new Map<string, string>();
    const value = walk(node, step, {
      set: this.set,
      visit: (found, at) => {
        if (found.kind !== 'scalar' || typeof found.value !== 'string' || !found.value.includes('${')) return found;
        const resolved = this.#text(found.value, found, at);
        for (const [name, from] of resolved.secrets) secrets.set(name, from);
        return { final: resolved.node };
      },
    });
    return { node: value, secrets };
  }

  #warnOfSecrets(secrets: Origins, place: Place): void {
    for (const [name, from] of secrets) {
      this.scope.diagnostics.report(
        'E1107',
        [],
        { name, from },
        { span: spanOf(place), severity: this.scope.protect ? 'error' : 'warning' },
      );
    }
  }
}

function known(value: string | number | boolean | Expression, place: Place): Resolved {
  return { node: scalar(value, place), secrets: NO_SECRETS };
}

/** Stands for a value that couldn't be had, after that was reported: later steps say nothing more about it. */
export const UNRESOLVED = expression({ kind: 'join', parts: [] });

export function isUnresolved(value: Expression): boolean {
  return value === UNRESOLVED;
}

function asText(node: Node): string | Expression | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  return isExpression(node.value) ? node.value : (node.text ?? String(node.value));
}

function join(pieces: readonly (string | Expression)[]): string | Expression {
  if (pieces.includes(UNRESOLVED)) return UNRESOLVED;
  const parts: (string | Expression)[] = [];
  for (const piece of pieces.flatMap((one) => (isExpression(one) && one.kind === 'join' ? one.parts : [one]))) {
    const last = parts.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece;
    else if (piece !== '') parts.push(piece);
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : expression({ kind: 'join', parts });
}

/** The variable itself, where it stands in the file as it is. */
function placeOf(written: string, place: Place): Place {
  const at = place.file.text.slice(place.start, place.end).indexOf(written);
  return at === -1 ? place : { file: place.file, start: place.start + at, end: place.start + at + written.length };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
