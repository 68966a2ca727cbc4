/**
 * What is bundled round a module and runs with it, in a context without Node.js: takes and gives text, so that no object
 * crosses over. In: a module. Out: its schema; then what it makes of the configurations of the app.
 */
import { type Expression, isExpression } from '../core/expression.ts';
import { logicalId } from '../core/names.ts';
import { decode, encode, fromForm, type Sent } from './wire.ts';

/** One construct of the app, as it goes in. */
export interface Request {
  readonly id: string;
  readonly config: unknown;
  readonly app: unknown;
  readonly stack: unknown;
  readonly removalPolicy: string;
  readonly ownRemovalPolicy?: string | undefined;
}

/** What comes out: an answer, or what went wrong. */
export interface Reply {
  readonly description?: unknown;
  readonly fragment?: unknown;
  readonly problems?: readonly Problem[];
  readonly failure?: Failure;
}

export interface Problem {
  readonly at: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

export interface Failure {
  /** Whose fault: the module threw, or it gave what can't be used. */
  readonly kind: 'threw' | 'unusable';
  readonly message: string;
  readonly stack?: string;
}

interface Module {
  readonly schema: unknown;
  describe?(config: unknown, self: unknown): unknown;
  expand(config: unknown, context: unknown): unknown;
}

export interface Served {
  /** The construct that is being worked on: whoever stops the work asks. */
  current: string;
  /** `{ schema }` or `{ failure }` as JSON. */
  schema(): string;
  /** A list of requests, a list of replies. */
  expand(requests: string): string;
  /** What was written to the console, one line each. */
  readonly lines: string[];
}

const lines: string[] = [];
takeAwayWhatVaries();

export function serve(exports: { readonly default?: unknown }): Served {
  const found = exports.default as Module | undefined;
  const served: Served = {
    current: '',
    lines,
    schema() {
      const missing = typeof found !== 'object' || found === null ? 'default export' : missingPart(found);
      if (missing !== undefined) return JSON.stringify({ failure: { kind: 'unusable', message: `it has no ${missing}` } });
      return JSON.stringify(attempt(() => ({ schema: plain(found?.schema, ['schema']) })));
    },
    expand(requests) {
      const replies = (JSON.parse(requests) as readonly Request[]).map((request) => {
        served.current = request.id;
        return attempt(() => twice(found as Module, request));
      });
      return JSON.stringify(replies);
    },
  };
  return served;
}

function missingPart(found: Module): string | undefined {
  if (typeof found.schema !== 'object' || found.schema === null) return '`schema`';
  if (typeof found.expand !== 'function') return 'function `expand`';
  return found.describe === undefined || typeof found.describe === 'function' ? undefined : '`describe` that is a function';
}

/** A module that counts, or remembers, gives something else the second time. */
function twice(module: Module, request: Request): Reply {
  const first = once(module, request);
  if (JSON.stringify(once(module, request)) === JSON.stringify(first)) return first;
  throw new Unusable('it gives something else when it is asked again: it may not count, or remember what it was asked before');
}

function once(module: Module, { id, config, ownRemovalPolicy, ...rest }: Request): Reply {
  const numbers = new Map<Expression, number>();
  const expressionOf = (sent: Sent): Expression => {
    const found = fromForm(sent.form, expressionOf);
    if (sent.number !== undefined) numbers.set(found, sent.number);
    return found;
  };
  const problems: Problem[] = [];
  const problem = (at: Problem['at'], message: string, hint?: string) =>
    problems.push({ at: [...at], message: String(message), ...(hint !== undefined && { hint: String(hint) }) });
  const self = { ...rest, id, logicalId: (role: string) => logicalId(id, role) };
  const context = {
    ...self,
    path: [],
    ownRemovalPolicy,
    problem,
    /** What the kit shares with the built-in constructs reports like them: of codes, only that of `retention` can come up. */
    report: (_code: string, at: Problem['at']) =>
      problem(at, `CloudFormation can take no snapshot of \`${id}\``, 'write `retain` or `destroy`'),
  };
  const given = frozen(decode(config, expressionOf));
  const coded = (value: unknown, name: string) => {
    if (value === undefined) throw new Unusable(`\`${name}\` gives nothing`);
    return encode(plain(value, [name]), (found) => numbers.get(found));
  };
  const description = coded(module.describe?.(given, frozen(self)) ?? {}, 'describe');
  const fragment = coded(module.expand(given, frozen(context)), 'expand');
  return { description, fragment, problems };
}

class Unusable extends Error {}

function attempt<Result>(work: () => Result): Result | { readonly failure: Failure } {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unusable) return { failure: { kind: 'unusable', message: error.message } };
    const { message = String(error), stack } = (error ?? {}) as Partial<Error>;
    return { failure: { kind: 'threw', message: String(message), ...(typeof stack === 'string' && { stack }) } };
  }
}

/** `value` where it is data all through; `path` is its place in words. */
function plain(value: unknown, path: readonly string[], above: readonly object[] = []): unknown {
  if (isExpression(value) || value === null || value === undefined) return value;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Unusable(`\`${path.join('.')}\` is ${value}`);
  if (['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (typeof value !== 'object') throw new Unusable(`\`${path.join('.')}\` is a ${typeof value}, which is no data`);
  if (above.includes(value)) throw new Unusable(`\`${path.join('.')}\` holds itself`);
  if (typeof (value as { then?: unknown }).then === 'function')
    throw new Unusable(`\`${path.join('.')}\` is a promise: it must not be asynchronous`);
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype) {
    throw new Unusable(`\`${path.join('.')}\` is a ${prototype.constructor?.name ?? 'class'}, which is no plain data`);
  }
  for (const [key, inner] of Object.entries(value)) plain(inner, [...path, key], [...above, value]);
  return value;
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isExpression(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}

/** The same app must give the same templates, today and tomorrow. */
function takeAwayWhatVaries(): void {
  const refuse = (what: string) => (): never => {
    throw new Error(`a construct has no ${what}: the same configuration must always give the same resources`);
  };
  const clock = refuse('clock');
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, as) => (given.length === 0 ? clock() : Reflect.construct(target, given, as)),
    apply: clock,
    get: (target, name, receiver) => (name === 'now' ? clock : Reflect.get(target, name, receiver)),
  });
  Math.random = refuse('randomness');
  const write = (...words: readonly unknown[]) =>
    void lines.push(words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '));
  globalThis.console = Object.fromEntries(['debug', 'error', 'info', 'log', 'warn'].map((name) => [name, write])) as unknown as Console;
}
