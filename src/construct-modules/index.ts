/**
 * The modules of `constructTypes`. In: their names; later the app. Out: their schemas; then what they made of the app's
 * constructs, as data. Must never: let a module see or reach anything but its constructs' configuration.
 */
import { fileURLToPath } from 'node:url';
import type { Diagnostics, ReportOptions } from '../core/diagnostic.ts';
import type { Expression } from '../core/expression.ts';
import type { Span } from '../core/span.ts';
import type { AppConfig, ConstructConfig, StackConfig } from '../core/stages.ts';
import type { Answer, Answers } from '../expand/custom.ts';
import { type CustomSchema, readAnswer, readSchema, type Validate } from './answers.ts';
import type { Failure, Reply, Request } from './sandbox.ts';
import { placeOf, type Script } from './stack-trace.ts';
import { withTagging } from './tagging.ts';
import { openThread, type Thread, type Told } from './thread.ts';
import { decode, encode, fromForm, type Sent } from './wire.ts';

export interface ModulesOptions {
  /** Bundles a module with what runs round it. */
  compile(module: string, ours: { readonly sandbox: string; readonly kit: string }): Promise<Compiled>;
  /** A line that a module wrote to its console. */
  said(type: string, line: string): void;
  readonly diagnostics: Diagnostics;
  /** For all constructs of a type together. */
  readonly milliseconds?: number;
}

export type Compiled = { readonly script: Script } | { readonly problems: readonly CompileProblem[] };

interface CompileProblem {
  readonly text: string;
  readonly span?: Span;
  readonly lineText?: string;
}

export interface CustomType {
  readonly schema: CustomSchema;
  readonly validate: Validate;
}

export interface ConstructModules {
  /** By type; those that can't be used are left out, and reported. `declared`: the module of each type. */
  read(declared: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, CustomType>>;
  expand(app: AppConfig): Promise<Answers>;
  close(): Promise<void>;
}

const fromSources = import.meta.url.endsWith('.ts');
const beside = (source: string, bundled: string) => fileURLToPath(new URL(fromSources ? source : bundled, import.meta.url));
const ours = { sandbox: beside('./sandbox.ts', './construct-sandbox.js'), kit: beside('./kit/index.ts', './construct.js') };

export function openModules({ compile, said, diagnostics, milliseconds }: ModulesOptions): ConstructModules {
  const scripts = new Map<string, Script>();
  let thread: Thread | undefined;

  async function ask(type: string, order: { readonly code: string } | { readonly requests: string }): Promise<Told> {
    thread ??= openThread(milliseconds);
    const told = await thread.ask({ type, ...order });
    for (const line of told.lines) said(type, line);
    return told;
  }

  async function readOne(type: string, module: string): Promise<CustomType | undefined> {
    const compiled = await compile(module, ours);
    if ('problems' in compiled) {
      for (const { text, span, lineText } of compiled.problems) {
        const place = span ? { span, ...(lineText !== undefined && { lineText }), related: [declaredHere(type)] } : PART;
        diagnostics.report('E2303', ['constructTypes', type], { type, module, text }, place);
      }
      return undefined;
    }
    scripts.set(type, compiled.script);
    const told = await ask(type, compiled.script);
    if (told.text === undefined) return reportFailure(type, told.failure);
    const { schema, failure } = JSON.parse(told.text) as { readonly schema?: unknown; readonly failure?: Failure };
    if (failure) return reportFailure(type, failure);
    const found = readSchema(schema);
    if (!('problem' in found)) return found;
    diagnostics.report('E2306', ['constructTypes', type], { type, problem: found.problem }, PART);
    return undefined;
  }

  async function expandType(type: string, of: readonly Placed[], app: AppConfig): Promise<readonly (readonly [string, Answer])[]> {
    const expressions: Expression[] = [];
    const requests = of.map((one) => requestFor(one, app, expressions));
    const told = await ask(type, { requests: JSON.stringify(requests) });
    if (told.text === undefined) {
      reportFailure(type, told.failure, told.current);
      return [];
    }
    const expressionOf = (sent: Sent): Expression =>
      (sent.number === undefined ? undefined : expressions[sent.number]) ?? fromForm(sent.form, expressionOf);
    const replies = JSON.parse(told.text) as readonly Reply[];
    return replies.flatMap(({ failure, problems = [], description, fragment }, index) => {
      const { construct } = of[index] as Placed;
      if (failure) {
        reportFailure(type, failure, construct.id);
        return [];
      }
      for (const { at, message, hint } of problems) {
        diagnostics.report('E2308', [...construct.path, ...at], { message }, { part: 'value', ...(hint !== undefined && { hint }) });
      }
      // Refused, it has nothing that others could refer to.
      if (problems.length > 0) return [];
      const answer = readAnswer({ describe: decode(description, expressionOf), expand: decode(fragment, expressionOf) });
      if (!('problem' in answer)) return [[construct.id, answer] as const];
      reportFailure(type, { kind: 'unusable', message: answer.problem }, construct.id);
      return [];
    });
  }

  /** One mistake of a module shows in all its constructs: it is told once. */
  const failed = new Set<string>();

  function reportFailure(type: string, failure: Told['failure'] | Failure, id?: string): undefined {
    if (failed.has(type)) return undefined;
    failed.add(type);
    const { kind, message, stack = '' } = failure ?? { kind: 'threw', message: '' };
    const script = scripts.get(type);
    const place = script && placeOf(stack, type, script);
    const options: ReportOptions = place ? { ...place, related: [declaredHere(type)] } : PART;
    const path = ['constructTypes', type];
    if (kind === 'late' || kind === 'memory') diagnostics.report('E2307', path, { type, id, kind }, options);
    else if (kind === 'unusable') diagnostics.report('E2304', path, { type, id, problem: message }, options);
    else diagnostics.report('E2305', path, { type, id, message }, options);
    return undefined;
  }

  return {
    async read(declared) {
      const types = new Map<string, CustomType>();
      // One after the other: the thread takes one order at a time, and problems keep their order.
      for (const [type, module] of declared) {
        const found = await readOne(type, module);
        if (found) types.set(type, found);
      }
      return types;
    },
    async expand(app) {
      const answers = new Map<string, Answer>();
      for (const type of scripts.keys()) {
        const of = app.stacks.flatMap((stack) => stack.constructs.map((construct) => ({ construct, stack })));
        const own = of.filter(({ construct }) => construct.type === type);
        if (own.length === 0) continue;
        for (const [id, answer] of await expandType(type, own, app)) answers.set(id, answer);
      }
      const tagged = app.stacks.flatMap(({ constructs }) => constructs.filter(({ config }) => config.tags).map(({ id }) => id));
      return withTagging(answers, new Set(tagged));
    },
    async close() {
      await thread?.close();
    },
  };
}

interface Placed {
  readonly construct: ConstructConfig;
  readonly stack: StackConfig;
}

const PART = { part: 'value' } as const;

function declaredHere(type: string) {
  return { message: `\`constructTypes\` names the module of \`${type}\` here`, path: ['constructTypes', type] };
}

/** All that a module gets to know. Expressions in it are counted into `expressions`. */
function requestFor({ construct, stack }: Placed, app: AppConfig, expressions: Expression[]): Request {
  const { overrides: _, tags: __, removalPolicy, ...config } = construct.config;
  const { app: name, stage, region, local, protect, deploy } = app;
  return {
    id: construct.id,
    config: encode(config, (found) => expressions.push(found) - 1),
    app: { app: name, stage, region, local, protect, deploy: { permissionsBoundary: deploy.permissionsBoundary } },
    stack: { id: stack.id, region: stack.region },
    removalPolicy: (removalPolicy ?? stack.defaults.removalPolicy ?? app.removalPolicy) as string,
    ownRemovalPolicy: removalPolicy as string | undefined,
  };
}
