/** The functions of one construct with their roles and log groups (SPEC §7). */
import type { JsonPath } from '../../core/span.ts';
import type { FunctionAsset } from '../../core/stages.ts';
import type { Draft, ExpandContext } from '../construct.ts';
import { assetCode, lambdaHandler, nodeAsset } from './function-asset.ts';
import { environmentVariables } from './function-environment.ts';
import { type FunctionConfig, type FunctionSettings, inheritedLayers, type Layer, mergeAccess, mergeSettings } from './function-layers.ts';
import { allow, role, type Statement } from './iam.ts';
import { attribute, ref } from './intrinsics.ts';
import { logDays, logGroup } from './log-group.ts';
import { statements } from './permissions.ts';
import { tagList } from './tags.ts';

export interface FunctionPlace {
  /** What the roles of its resources begin with: empty for the only function of a construct, the item's name otherwise. */
  readonly prefix: string;
  readonly config: FunctionConfig;
  readonly path: JsonPath;
  /** Its name on AWS; CloudFormation chooses one where there is none. */
  readonly name?: string;
}

export interface Functions {
  readonly resources: Readonly<Record<string, Draft>>;
  readonly assets: readonly FunctionAsset[];
}

interface RolePlan {
  readonly statements: readonly Statement[];
  readonly path: JsonPath;
  /** Roles of the log groups of its functions. */
  readonly logs: Set<string>;
  traced: boolean;
}

/** `shared`: what the construct says about all its functions. */
export function functions(places: readonly FunctionPlace[], shared: readonly Layer[], context: ExpandContext): Functions {
  const above = [...inheritedLayers(context), ...shared];
  const resources: Record<string, Draft> = {};
  const assets: FunctionAsset[] = [];
  const roles = new Map<string, RolePlan>();
  const ofConstruct = mergeSettings(above, context);
  for (const { prefix, config, path, name } of places) {
    const own = [...above, { config, path }];
    const settings = mergeSettings(own, context);
    const access = mergeAccess(own);

    const ownLogs = prefix === '' || config.logRetention !== undefined;
    const logs = ownLogs ? `${prefix}Logs` : 'Logs';
    const days = (ownLogs ? settings : ofConstruct).logRetention ?? logDays(context);
    resources[logs] ??= { ...logGroup(days), path: ownLogs ? path : context.path };

    const ownRole = prefix === '' || config.bind !== undefined || config.permissions !== undefined;
    const roleId = ownRole ? `${prefix}Role` : 'Role';
    const plan = roles.get(roleId) ?? {
      statements: statements(ownRole ? access : mergeAccess(above), context),
      path: ownRole ? path : context.path,
      logs: new Set(),
      traced: false,
    };
    plan.logs.add(logs);
    plan.traced ||= settings.tracing;
    roles.set(roleId, plan);

    const asset = nodeAsset(config.handler, settings, [...path, 'handler']);
    assets.push(asset);
    const environment = environmentVariables(access, settings.bundle.sourcemap, path, context);
    resources[`${prefix}Function`] = {
      type: 'AWS::Lambda::Function',
      path,
      properties: {
        ...settingsProperties(settings),
        FunctionName: name ?? config.name,
        Description: config.description,
        Handler: lambdaHandler(config.handler),
        Code: assetCode(asset.id),
        Role: attribute(context.logicalId(roleId), 'Arn'),
        Environment: Object.keys(environment).length > 0 ? { Variables: environment } : undefined,
        LoggingConfig: { LogGroup: ref(context.logicalId(logs)) },
      },
    };
  }
  for (const [id, plan] of roles) resources[id] = { ...role('lambda', withLogs(plan, context), context), path: plan.path };
  return { resources, assets };
}

function settingsProperties(settings: FunctionSettings): Draft['properties'] {
  return {
    Runtime: settings.runtime,
    Architectures: [settings.architecture],
    MemorySize: settings.memory,
    Timeout: settings.timeout,
    Layers: settings.layers.length > 0 ? settings.layers : undefined,
    TracingConfig: settings.tracing ? { Mode: 'Active' } : undefined,
    EphemeralStorage: settings.ephemeralStorage === undefined ? undefined : { Size: settings.ephemeralStorage },
    ReservedConcurrentExecutions: settings.reservedConcurrency,
    Tags: tagList(settings.tags),
  };
}

/** Functions write to their construct's log groups, and can't make others. */
function withLogs({ statements: given, logs, traced }: RolePlan, context: ExpandContext): readonly Statement[] {
  const groups = [...logs].sort().map((id) => attribute(context.logicalId(id), 'Arn'));
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], groups),
    // X-Ray knows no resources: `*` is the only one it takes.
    ...(traced ? [allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*')] : []),
    ...given,
  ];
}
