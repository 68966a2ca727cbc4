/** The functions of a deployed app, under the names that people call them by. */
import type { CfnResource, Expansion, StackTemplate } from '../core/stages.ts';
import type { Cloud, StackResource } from './cloud.ts';
import { isOurs } from './deployed.ts';
import { stop } from './failure.ts';

export type AppTemplates = Pick<Expansion, 'app' | 'stage' | 'stacks'>;

export interface DeployedFunction {
  /** The construct's id where it has one function, else `Api/GET /notes`. */
  readonly name: string;
  readonly logicalId: string;
  /** Lambda's name for it. */
  readonly physicalId: string;
  readonly region: string;
  readonly logGroup: string;
}

export async function deployedFunctions(app: AppTemplates, cloud: Cloud): Promise<readonly DeployedFunction[]> {
  const found = await Promise.all(app.stacks.map((stack) => functionsOf(stack, app, cloud)));
  const functions = found.flat();
  if (functions.length === 0) throw stop(1, 'E5031', { stage: app.stage });
  return functions;
}

/** By its name, its logical id or Lambda's name for it. */
export function findFunctions(functions: readonly DeployedFunction[], wanted: string): readonly DeployedFunction[] {
  const exact = functions.filter(({ name, logicalId, physicalId }) => [name, logicalId, physicalId].includes(wanted));
  const found = exact.length > 0 ? exact : functions.filter(({ name }) => name.startsWith(`${wanted}/`));
  if (found.length === 0) throw stop(1, 'E5030', { name: wanted, known: functions.map(({ name }) => name).join(', ') });
  return found;
}

async function functionsOf(stack: StackTemplate, app: AppTemplates, cloud: Cloud): Promise<readonly DeployedFunction[]> {
  const declared = Object.entries(stack.template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  if (declared.length === 0) return [];
  const { stacks } = cloud.in(stack.region);
  const there = await stacks.describe(stack.name);
  if (!there || !isOurs(there, app.app, app.stage)) return [];
  const resources = new Map((await stacks.resources(there.id)).map((resource) => [resource.logicalId, resource]));
  const names = namesOf(
    declared.map(([logicalId]) => logicalId),
    stack,
  );
  return declared.flatMap(([logicalId, resource]): DeployedFunction[] => {
    const physicalId = resources.get(logicalId)?.physicalId;
    if (physicalId === undefined) return [];
    return [
      {
        name: names.get(logicalId) ?? logicalId,
        logicalId,
        physicalId,
        region: stack.region,
        logGroup: logGroupOf(resource, physicalId, resources),
      },
    ];
  });
}

function logGroupOf({ Properties }: CfnResource, physicalId: string, resources: ReadonlyMap<string, StackResource>): string {
  const group = (Properties?.LoggingConfig as { readonly LogGroup?: unknown } | undefined)?.LogGroup;
  if (typeof group === 'string') return group;
  const id = (group as { readonly Ref?: unknown } | undefined)?.Ref;
  return (typeof id === 'string' && resources.get(id)?.physicalId) || `/aws/lambda/${physicalId}`;
}

/** A construct's only function has its name; several are told apart by the place they are written at. */
function namesOf(logicalIds: readonly string[], stack: StackTemplate): ReadonlyMap<string, string> {
  const construct = (logicalId: string) => stack.origins[logicalId]?.construct ?? logicalId;
  return new Map(
    logicalIds.map((logicalId) => {
      const alone = logicalIds.filter((other) => construct(other) === construct(logicalId)).length === 1;
      const place = stack.origins[logicalId]?.path.at(-1);
      const label = place === undefined || place === construct(logicalId) ? logicalId : String(place);
      return [logicalId, alone ? construct(logicalId) : `${construct(logicalId)}/${label}`];
    }),
  );
}
