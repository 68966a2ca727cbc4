/** Second pass: all constructs of a stack expand; with the raw resources beside them they are its draft. */
import { expression } from '../core/expression.ts';
import type { AppConfig, FunctionAsset, Origin, RemovalPolicy, StackConfig } from '../core/stages.ts';
import type { Draft, ExpandContext, SiteDraft } from './construct.ts';
import type { Directory, Entry } from './directory.ts';
import type { Tags } from './kit/tags.ts';
import { withTags } from './kit/tags.ts';
import { applyOverrides, type DraftResource } from './overrides.ts';
import type { Places } from './references.ts';
import type { Report } from './report.ts';

export interface StackDraft {
  readonly stack: StackConfig;
  /** By logical id. */
  readonly resources: ReadonlyMap<string, PlacedResource>;
  readonly assets: readonly FunctionAsset[];
  readonly sites: readonly { readonly id: string; readonly draft: SiteDraft }[];
  /** Constructs whose resources aren't known. */
  readonly unjudged: readonly string[];
}

export interface PlacedResource {
  readonly resource: DraftResource;
  readonly origin: Origin;
}

export function draftStack(app: AppConfig, stack: StackConfig, directory: Directory, places: Places, report: Report): StackDraft {
  const resources = new Map<string, PlacedResource>();
  const assets: FunctionAsset[] = [];
  const sites: { id: string; draft: SiteDraft }[] = [];
  const add = (id: string, placed: PlacedResource) => {
    const other = resources.get(id);
    if (other) {
      const what = placed.origin.construct === undefined ? 'a resource' : `a resource of \`${placed.origin.construct}\``;
      report('E3006', placed.origin.path, { id, what }, { related: [{ message: 'taken here', path: other.origin.path }] });
    } else {
      resources.set(id, placed);
    }
  };
  for (const { id } of stack.constructs) {
    const entry = directory.get(id);
    if (!entry || entry.unjudged) continue;
    const fragment = entry.construct.expand(entry.config, contextOf(entry, app, directory, places, report));
    const plain = Object.fromEntries(
      Object.entries(fragment.resources).map(([role, draft]) => [role, toResource(withTags(draft, (entry.config.tags ?? {}) as Tags))]),
    );
    const overridden = applyOverrides(plain, entry.config.overrides, [...entry.path, 'overrides'], report);
    for (const [role, resource] of Object.entries(overridden)) {
      const path = fragment.resources[role]?.path ?? entry.path;
      add(entry.logicalId(role), { resource, origin: { path, construct: id, type: entry.type } });
    }
    assets.push(...(fragment.assets ?? []));
    if (fragment.site) sites.push({ id, draft: fragment.site });
  }
  for (const [id, resource] of Object.entries(stack.resources)) {
    add(id, { resource: resource as DraftResource, origin: { path: [...stack.path, 'resources', id] } });
  }
  const unjudged = stack.constructs.flatMap(({ id }) => (directory.get(id)?.unjudged ? [id] : []));
  return { stack, resources, assets, sites, unjudged };
}

function contextOf(entry: Entry, app: AppConfig, directory: Directory, places: Places, report: Report): ExpandContext {
  const { id, stack, path, overrides, logicalId, config } = entry;
  const ownRemovalPolicy = config.removalPolicy as RemovalPolicy | undefined;
  return {
    id,
    app,
    stack,
    path,
    overrides,
    logicalId,
    ownRemovalPolicy,
    removalPolicy: ownRemovalPolicy ?? stack.defaults.removalPolicy ?? app.removalPolicy,
    find: (other) => directory.get(other),
    attribute(construct, attribute, place) {
      const reference = expression({ kind: 'attribute', construct, attribute });
      places.set(reference, place);
      return reference;
    },
    report,
  };
}

function toResource({ type, properties, dependsOn, deletionPolicy, updateReplacePolicy }: Draft): DraftResource {
  return {
    Type: type,
    Properties: properties,
    DependsOn: dependsOn,
    DeletionPolicy: deletionPolicy,
    UpdateReplacePolicy: updateReplacePolicy,
  };
}
