/** The valid tree as the data that later stages work on. */
import { type ConfigValue, isExpression } from '../core/expression.ts';
import { stackName } from '../core/names.ts';
import type { JsonPath } from '../core/span.ts';
import type { AppConfig, ConstructConfig, Defaults, DeploySettings, Hooks, StackConfig } from '../core/stages.ts';
import { fillDefaults } from './fill-defaults.ts';
import type { Node } from './node.ts';
import { saveSource } from './saved-source.ts';
import { constructSchema, type SchemaSet, schemaAt } from './schema.ts';
import { type SourceFiles, sourceIndex } from './source.ts';
import type { StageSettings } from './stage-settings.ts';

type Data = Readonly<Record<string, ConfigValue>>;

export interface ConfigParts {
  /** Valid. */
  readonly app: Data;
  /** The same with the place of each value. */
  readonly tree: Node;
  /** What only stages can say. */
  readonly settings: StageSettings;
  readonly stage: string;
  readonly declaredStages: readonly string[];
  readonly local: boolean;
  readonly region: string;
  /** `--profile` */
  readonly profile: string | undefined;
  readonly root: string;
  readonly files: SourceFiles;
  readonly set: SchemaSet;
}

export function buildConfig(parts: ConfigParts): AppConfig {
  const { settings, stage, local, region, set } = parts;
  const app = parts.app.app as string;
  const value = <Value>(key: string) => valueAt<Value>(parts.app, key);
  const defaults = defaultsAt(parts.app, set);
  const account = value<string>('account');
  const profile = parts.profile ?? value<string>('profile');
  const config: AppConfig = {
    version: 1,
    app,
    stage,
    declaredStages: parts.declaredStages,
    local,
    region,
    ...(account !== undefined && { account }),
    ...(profile !== undefined && { profile }),
    protect: settings.protect,
    removalPolicy: settings.removalPolicy ?? defaults.removalPolicy ?? (local || settings.ttl !== undefined ? 'destroy' : 'retain'),
    ...(settings.ttl !== undefined && { ttl: settings.ttl }),
    ...(defaults.logRetention !== undefined && { logRetention: defaults.logRetention }),
    tags: value<Record<string, string>>('tags') ?? {},
    defaults,
    deploy: value<DeploySettings>('deploy') ?? {},
    hooks: value<Hooks>('hooks') ?? {},
    allowDataLoss: value<string[]>('allowDataLoss') ?? [],
    allowRegionChange: value<string[]>('allowRegionChange') ?? [],
    constructTypes: [...(set.custom?.keys() ?? [])].sort(),
    stacks: byId(
      Object.entries(value<Readonly<Record<string, Data>>>('stacks') ?? {}).map(([id, one]) =>
        stackConfig(id, one, stackName(stage, app, id), region, set),
      ),
    ),
    root: parts.root,
    source: { ...sourceIndex(parts.files, parts.tree), save: () => saveSource(parts.tree) },
  };
  const { source, ...data } = config;
  freeze(data);
  return Object.freeze(config);
}

function stackConfig(id: string, stack: Data, name: string, region: string, set: SchemaSet): StackConfig {
  const path = ['stacks', id];
  const description = valueAt<string>(stack, 'description');
  const constructs = Object.entries(valueAt<Readonly<Record<string, Data>>>(stack, 'constructs') ?? {});
  return {
    id,
    name,
    region: valueAt<string>(stack, 'region') ?? region,
    ...(description !== undefined && { description }),
    tags: valueAt<Record<string, string>>(stack, 'tags') ?? {},
    dependsOn: valueAt<string[]>(stack, 'dependsOn') ?? [],
    defaults: defaultsAt(stack, set),
    constructs: byId(constructs.map(([key, one]) => constructConfig(key, one, [...path, 'constructs', key], set))),
    resources: valueAt<Data>(stack, 'resources') ?? {},
    conditions: valueAt<Data>(stack, 'conditions') ?? {},
    mappings: valueAt<Data>(stack, 'mappings') ?? {},
    outputs: valueAt<Data>(stack, 'outputs') ?? {},
    path,
  };
}

function constructConfig(id: string, construct: Data, path: JsonPath, set: SchemaSet): ConstructConfig {
  const { type, ...config } = construct;
  return { id, type: type as string, config: fillDefaults(config, constructSchema(type as string, set), set) as Data, path };
}

function defaultsAt(value: Data, set: SchemaSet): Defaults {
  const written = valueAt<Data>(value, 'defaults');
  return written ? (fillDefaults(written, schemaAt(set.app, 'defaults', set), set) as Defaults) : {};
}

/** Validation has made sure of the type. */
function valueAt<Value>(data: Data, key: string): Value | undefined {
  return data[key] as Value | undefined;
}

function byId<One extends { readonly id: string }>(all: readonly One[]): readonly One[] {
  return [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || isExpression(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}
