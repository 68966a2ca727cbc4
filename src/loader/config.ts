/** The valid tree as the data that later stages work on. */
import { type ConfigValue, isExpression } from '../core/expression.ts';
import { stackName } from '../core/names.ts';
import type { JsonPath } from '../core/span.ts';
import type { AppConfig, ConstructConfig, Defaults, DeploySettings, StackConfig } from '../core/stages.ts';
import { entriesOf } from './check-ids.ts';
import { fillDefaults } from './fill-defaults.ts';
import { child, type MapNode, type Node, toValue, withoutEntries } from './node.ts';
import { constructSchema, dereference, type SchemaSet, schemaAt } from './schema.ts';
import { type SourceFiles, sourceIndex } from './source.ts';
import type { StageSettings } from './stage-settings.ts';

export interface ConfigParts {
  /** Valid. */
  readonly tree: MapNode;
  /** What only stages can say. */
  readonly settings: StageSettings;
  readonly stage: string;
  readonly local: boolean;
  readonly region: string;
  /** `--profile` */
  readonly profile: string | undefined;
  readonly root: string;
  readonly files: SourceFiles;
  readonly set: SchemaSet;
}

export function buildConfig(parts: ConfigParts): AppConfig {
  const { tree, settings, stage, local, region, set } = parts;
  const app = toValue(child(tree, 'app') as Node) as string;
  const value = <Value>(key: string) => valueAt<Value>(tree, key);
  const defaults = defaultsAt(tree, set);
  const account = value<string>('account');
  const profile = parts.profile ?? value<string>('profile');
  const config: AppConfig = {
    version: 1,
    app,
    stage,
    local,
    region,
    ...(account !== undefined && { account }),
    ...(profile !== undefined && { profile }),
    protect: settings.protect,
    removalPolicy: settings.removalPolicy ?? defaults.removalPolicy ?? (local ? 'destroy' : 'retain'),
    ...(defaults.logRetention !== undefined && { logRetention: defaults.logRetention }),
    tags: value<Record<string, string>>('tags') ?? {},
    defaults,
    deploy: value<DeploySettings>('deploy') ?? {},
    hooks: {},
    allowDataLoss: value<string[]>('allowDataLoss') ?? [],
    allowRegionChange: value<string[]>('allowRegionChange') ?? [],
    stacks: byId(
      [...entriesOf(child(tree, 'stacks'))].map(([id, one]) => stackConfig(id, one.value, stackName(stage, app, id), region, set)),
    ),
    root: parts.root,
    source: sourceIndex(parts.files, tree),
  };
  const { source, ...data } = config;
  freeze(data);
  return Object.freeze(config);
}

function stackConfig(id: string, node: Node, name: string, region: string, set: SchemaSet): StackConfig {
  const path = ['stacks', id];
  const description = valueAt<string>(node, 'description');
  return {
    id,
    name,
    region: valueAt<string>(node, 'region') ?? region,
    ...(description !== undefined && { description }),
    tags: valueAt<Record<string, string>>(node, 'tags') ?? {},
    dependsOn: [...(valueAt<string[]>(node, 'dependsOn') ?? [])].sort(),
    defaults: defaultsAt(node, set),
    constructs: byId(
      [...entriesOf(child(node, 'constructs'))].map(([key, one]) => constructConfig(key, one.value, [...path, 'constructs', key], set)),
    ),
    resources: valueAt<Record<string, ConfigValue>>(node, 'resources') ?? {},
    outputs: valueAt<Record<string, ConfigValue>>(node, 'outputs') ?? {},
    path,
  };
}

const NOT_CONFIGURATION = new Set(['type', 'when']);

function constructConfig(id: string, node: Node, path: JsonPath, set: SchemaSet): ConstructConfig {
  const type = valueAt<string>(node, 'type') as string;
  const own = node.kind === 'map' ? withoutEntries(node, NOT_CONFIGURATION) : node;
  return { id, type, config: fillDefaults(toValue(own), constructSchema(type, set), set) as Readonly<Record<string, ConfigValue>>, path };
}

function defaultsAt(node: Node, set: SchemaSet): Defaults {
  const written = child(node, 'defaults');
  const schema = dereference(schemaAt(set.app, 'defaults', set), set);
  return written ? (fillDefaults(toValue(written), schema, set) as Defaults) : {};
}

/** Validation has made sure of the type. */
function valueAt<Value>(node: Node, key: string): Value | undefined {
  const found = child(node, key);
  return found && (toValue(found) as Value);
}

function byId<One extends { readonly id: string }>(all: readonly One[]): readonly One[] {
  return [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || isExpression(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}
