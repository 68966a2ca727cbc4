/** The properties of one function, put together from the app's defaults down to its own, the most exact last. */
import type { Expression } from '../../core/expression.ts';
import type { JsonPath } from '../../core/span.ts';
import type { ConfigOf } from '../config-of.ts';
import type { Level, Self } from '../construct.ts';
import { definitions } from './schemas/index.ts';

export type FunctionConfig = ConfigOf<(typeof definitions)['Function']>;
export type FunctionDefaults = ConfigOf<(typeof definitions)['FunctionDefaults']>;
export type BundleConfig = ConfigOf<(typeof definitions)['Bundle']>;
export type Permission = Exclude<NonNullable<FunctionConfig['permissions']>, string>[number];

/** One place in `app.yml` that says something about a function. */
export interface Layer {
  readonly config: FunctionDefaults;
  readonly path: JsonPath;
}

export interface Placed<Value> {
  readonly value: Value;
  readonly path: JsonPath;
}

/** What a function is told and may do: the parts of its configuration that add up. */
export interface Access {
  readonly environment: ReadonlyMap<string, Placed<string | Expression>>;
  /** By construct; the most exact level counts. */
  readonly bind: ReadonlyMap<string, Placed<Level>>;
  readonly permissions: readonly Placed<Permission>[];
}

/** The layers above a construct: `defaults.function` of the app and of the stack, which the loader has checked. */
export function inheritedLayers({ app, stack }: Self): readonly Layer[] {
  return [
    { config: (app.defaults.function ?? {}) as FunctionDefaults, path: ['defaults', 'function'] },
    { config: (stack.defaults.function ?? {}) as FunctionDefaults, path: [...stack.path, 'defaults', 'function'] },
  ];
}

export function mergeAccess(layers: readonly Layer[]): Access {
  const environment = new Map<string, Placed<string | Expression>>();
  const bind = new Map<string, Placed<Level>>();
  const permissions: Placed<Permission>[] = [];
  for (const { config, path } of layers) {
    for (const [name, value] of Object.entries(config.environment ?? {})) {
      environment.set(name, { value, path: [...path, 'environment', name] });
    }
    for (const [index, entry] of (config.bind ?? []).entries()) {
      for (const [construct, value] of Object.entries(entry)) bind.set(construct, { value, path: [...path, 'bind', index] });
    }
    if (typeof config.permissions === 'string') {
      permissions.push({ value: config.permissions, path: [...path, 'permissions'] });
    } else {
      for (const [index, value] of (config.permissions ?? []).entries()) permissions.push({ value, path: [...path, 'permissions', index] });
    }
  }
  return { environment, bind, permissions };
}

/** The other properties: the most exact layer replaces the rest, but layers and tags add up. */
export function mergeSettings(layers: readonly Layer[], { app, stack }: Self) {
  const given: FunctionDefaults = Object.assign({}, ...layers.map(({ config }) => config));
  const { runtime, memory, timeout, architecture } = definitions.Function.properties;
  const bundle = given.bundle ?? stack.defaults.bundle ?? app.defaults.bundle;
  return {
    runtime: given.runtime ?? runtime.default,
    memory: given.memory ?? memory.default,
    timeout: given.timeout ?? timeout.default,
    architecture: given.architecture ?? architecture.default,
    tracing: given.tracing ?? app.protect,
    layers: layers.flatMap(({ config }) => config.layers ?? []),
    tags: Object.assign({}, ...layers.map(({ config }) => config.tags ?? {})) as Readonly<Record<string, string | Expression>>,
    bundle: { ...bundleDefaults, ...(bundle as Partial<BundleConfig>) },
    ephemeralStorage: given.ephemeralStorage,
    reservedConcurrency: given.reservedConcurrency,
    logRetention: given.logRetention,
  };
}

export type FunctionSettings = ReturnType<typeof mergeSettings>;

const bundleDefaults: BundleConfig = Object.fromEntries(
  Object.entries(definitions.Bundle.properties).map(([name, property]) => [name, property.default]),
) as unknown as BundleConfig;
