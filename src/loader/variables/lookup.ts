/** From one `${…}` to what it stands for. */

import { expression } from '../../core/expression.ts';
import { instead, misspelling } from '../../core/fix.ts';
import { nearest } from '../../core/nearest.ts';
import { child, describeKind, type Node, scalar, UNRESOLVED } from '../node.ts';
import { normalisePath } from '../read-file.ts';
import { type Place, spanOf } from '../source.ts';
import { suggestion } from '../suggestion.ts';
import { pathOf, rootStep, type Step } from '../walk.ts';
import { type FileValue, readFileValue } from './file.ts';
import { readGitHead } from './git.ts';
import { asText } from './join.ts';
import { type Part, parseReference, type Reference, type Variable } from './reference.ts';
import { known, NO_SECRETS, type Outcome, placeOf, type Scope } from './scope.ts';
import { namesOfForms, nearestForm } from './unknown.ts';
import { writtenVariable } from './written.ts';

export interface Lookup {
  readonly scope: Scope;
  /** Ids of constructs, as far as they are known. */
  readonly ids: ReadonlyMap<string, boolean>;
  /** Resolves what a variable brought in; `name` says which, so that none stands inside itself. */
  nested(name: string, node: Node, place: Place, user: Step, step: Step): Outcome;
}

/** Where `variable` stands: in a scalar at `place`, at `step` of the app. */
export interface Use {
  readonly variable: Variable;
  readonly place: Place;
  readonly step: Step;
}

export function lookUp(use: Use, from: Lookup): Outcome {
  const { variable, place } = use;
  if (!variable.reference || (variable.reference.kind === 'pseudo' && !use.step.foreign)) {
    const [, id] = /^\$\{([\w-]+)\.[A-Za-z]+\}$/.exec(variable.text) ?? [];
    if (id !== undefined && from.scope.meant.has(id)) return { reported: true };
    const hint = bareId(variable.text, use.step, from.ids) ?? nearestForm(variable.text, new Set(from.ids.keys()));
    from.scope.diagnostics.report('E1101', pathOf(use.step), { text: variable.text }, { ...at(use), ...(hint !== undefined && { hint }) });
    return { reported: true };
  }
  const outcome = byKind(variable.reference, use, from);
  if (!('missing' in outcome) || !variable.fallback) return outcome;
  return 'text' in variable.fallback
    ? known(variable.fallback.text, place)
    : lookUp({ ...use, variable: variable.fallback.variable }, from);
}

/** Where the id of a construct stands, and no value of it. */
function bareId(text: string, { schema }: Step, ids: ReadonlyMap<string, boolean>): string | undefined {
  const id = text.slice(2, -1).trim();
  return (schema.construct || schema.keysAre === 'construct') && ids.has(id) ? `write the id alone: \`${id}\`` : undefined;
}

function at({ variable, place }: Use) {
  return { span: spanOf(placeOf(variable.text, place)) };
}

function byKind(reference: Reference, use: Use, from: Lookup): Outcome {
  const { place } = use;
  const { stage } = from.scope;
  switch (reference.kind) {
    case 'env':
      return environment(reference.name, place, from.scope);
    case 'git':
      return git(reference.name, place, from.scope);
    case 'file':
      return file(reference.path, reference.pointer, use, from);
    case 'composed':
      return composed(reference.parts, use, from);
  }
  if (!stage) return { missing: 'it depends on the stage, which is being chosen here', hint: 'use a string, or `${env:…}`' };
  switch (reference.kind) {
    case 'app':
      return stage.app ? from.nested('${app}', stage.app, place, use.step, rootStep({}, ['app'])) : { reported: true };
    case 'stage':
    case 'local':
      return known(stage[reference.kind], place);
    case 'region':
      return known(expression({ kind: 'pseudo', name: 'AWS::Region' }), place);
    case 'account':
      return known(expression({ kind: 'pseudo', name: 'AWS::AccountId' }), place);
    case 'pseudo':
      return known(expression({ kind: 'pseudo', name: reference.name }), place);
    case 'ssm':
      return known(expression({ kind: 'ssm', name: reference.name }), place);
    case 'cfn':
      return known(expression({ kind: 'cfn', stack: reference.stack, output: reference.output }), place);
    case 'param':
      return param(reference.name, use, from);
    case 'attribute':
      return attribute(reference.construct, reference.attribute, use, from);
  }
}

/** Values are put in before the name is read, and only once: what they hold can't become a variable. */
function composed(parts: readonly Part[], use: Use, from: Lookup): Outcome {
  const { diagnostics } = from.scope;
  let name = '';
  for (const part of parts) {
    if (typeof part === 'string' || 'unclosed' in part) {
      name += typeof part === 'string' ? part : part.unclosed;
      continue;
    }
    const outcome = lookUp({ ...use, variable: part }, from);
    if (!('node' in outcome)) return outcome;
    const piece = asText(outcome.node);
    if (typeof piece === 'string') {
      name += piece;
      continue;
    }
    if (piece === undefined) {
      diagnostics.report('E1106', pathOf(use.step), { text: use.variable.text, found: describeKind(outcome.node) }, at(use));
    } else if (piece !== UNRESOLVED) {
      const text = writtenVariable(piece);
      diagnostics.report('E1104', pathOf(use.step), { text }, { span: spanOf(placeOf(text, use.place)) });
    }
    return { reported: true };
  }
  const reference = parseReference(name);
  if (reference) return byKind(reference, use, from);
  diagnostics.report('E1101', pathOf(use.step), { text: `\${${name}}` }, at(use));
  return { reported: true };
}

const SECRET_NAME = /(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)_?KEY)S?(?=_|[0-9]|$)/i;
/** `DB_PASSWORD_LENGTH`, `TOKEN_TTL`, `SECRET_ARN`: of a secret, but none. */
const ABOUT_A_SECRET =
  /_(ALGORITHM|ARN|AUDIENCE|COUNT|DAYS|ENABLED|EXPIRY|HEADER|HOURS|ID|ISSUER|LENGTH|LIMIT|MINUTES|NAME|PATH|PREFIX|SECONDS|TABLE|TTL|TYPE|URI|URL|VERSION)$/i;

function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name) && !ABOUT_A_SECRET.test(name);
}

function environment(name: string, place: Place, scope: Scope): Outcome {
  const found = scope.environment(name);
  if (!found) {
    return { missing: 'it is set neither in the environment nor in a `.env` file', hint: `give a fallback: \`\${env:${name}, 'text'}\`` };
  }
  const secret = (found.fromFile || looksSecret(name)) && !scope.plain.has(name);
  return { node: scalar(found.value, place), secrets: secret ? new Map([[name, found.from]]) : NO_SECRETS };
}

function git(name: 'sha' | 'branch', place: Place, scope: Scope): Outcome {
  const head = readGitHead(scope.reader.root, scope.reader.disk);
  const value = head?.[name];
  if (value !== undefined) return known(value, place);
  const why = name === 'branch' ? 'no branch is checked out' : 'there is no commit';
  return { missing: head ? why : 'this is no git repository', hint: `give a fallback: \`\${git:${name}, 'none'}\`` };
}

function file(path: string, pointer: string | undefined, use: Use, from: Lookup): Outcome {
  const { diagnostics, reader } = from.scope;
  const name = normalisePath(path, use.place.file);
  const found: FileValue = name === undefined ? { outside: true } : readFileValue(reader, name, pointer, diagnostics);
  if ('node' in found) {
    return from.nested(`\${file:${name}${pointer === undefined ? '' : `#${pointer}`}}`, found.node, use.place, use.step, use.step);
  }
  if ('missing' in found) return found;
  if ('outside' in found) diagnostics.report('E1019', pathOf(use.step), { path }, at(use));
  return { reported: true };
}

function param(name: string, { place, step }: Use, from: Lookup): Outcome {
  const params = from.scope.stage?.params;
  const givenParams = from.scope.stage?.givenParams ?? {};
  const given = Object.hasOwn(givenParams, name) ? givenParams[name] : undefined;
  if (given !== undefined) return known(given, place);
  const written = child(params, name);
  if (written) return from.nested(`\${param:${name}}`, written, place, step, rootStep({}, ['params', name]));
  if (from.scope.meant.has(name)) return { reported: true };
  const near = suggestion(name, params?.kind === 'map' ? params.entries.keys() : []);
  return { missing: 'there is no such parameter', hint: near ?? `declare it under \`params\`, or give \`--param ${name}=VALUE\`` };
}

function attribute(construct: string, name: string, use: Use, { scope, ids }: Lookup): Outcome {
  const present = scope.constructs === 'any' ? true : ids.get(construct);
  if (present) return known(expression({ kind: 'attribute', construct, attribute: name }), use.place);
  const path = pathOf(use.step);
  const hint = (text: string) => ({ ...at(use), hint: `did you mean \`\${${text}}\`?` });
  if (present === false) {
    scope.diagnostics.report('E2015', path, { id: construct, stage: scope.stage?.stage ?? '' }, at(use));
  } else if (namesOfForms.includes(construct)) {
    scope.diagnostics.report('E1101', path, { text: use.variable.text }, hint(`${construct}:${name}`));
  } else if (!scope.meant.has(construct)) {
    const near = nearest(construct, ids.keys());
    const meant = misspelling(construct, ids.keys());
    const fix = meant === undefined ? undefined : instead(use.variable.text, `\${${meant}.${name}}`);
    scope.diagnostics.report('E2014', path, { id: construct }, { ...(near === undefined ? at(use) : hint(`${near}.${name}`)), fix });
  }
  return { reported: true };
}
