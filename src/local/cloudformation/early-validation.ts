/** What AWS finds out before it touches anything: properties that break the schema, names that are taken. */
import { randomUUID } from 'node:crypto';
import type { ResourceType } from '../../aws-schemas/index.ts';
import type { Planned } from './changes.ts';
import type { EngineParts } from './engine/run.ts';
import { isKnownLater } from './intrinsics.ts';
import type { StackEvent } from './model.ts';
import { conform, namingProperty } from './properties.ts';
import type { TemplateResource } from './template.ts';

export interface Finding {
  readonly check: 'PropertyValidation' | 'ResourceExistenceCheck';
  readonly name: 'PROPERTY_VALIDATION' | 'NAME_CONFLICT_VALIDATION';
  readonly logicalId: string;
  readonly type: string;
  readonly path: string;
  readonly reason: string;
}

/** Types whose properties AWS checks only when it creates them. */
const NOT_VALIDATED = new Set([
  'AWS::ApiGatewayV2::Stage',
  'AWS::AppSync::ApiKey',
  'AWS::AppSync::GraphQLSchema',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFormation::CustomResource',
]);

export async function earlyFindings(parts: EngineParts, region: string, planned: Planned): Promise<Finding[]> {
  return [...propertyFindings(planned), ...(await nameFindings(parts, region, planned))];
}

function propertyFindings({ prepared, properties }: Planned): Finding[] {
  return [...properties].flatMap(([logicalId, values]) => {
    const type = prepared.types.get((prepared.template.Resources[logicalId] as TemplateResource).Type) as ResourceType;
    if (NOT_VALIDATED.has(type.name)) return [];
    return conform(values, type).problems.map(({ path, message }) => ({
      check: 'PropertyValidation' as const,
      name: 'PROPERTY_VALIDATION' as const,
      logicalId,
      type: type.name,
      path: `/Resources/${logicalId}/Properties${path}`,
      reason: message,
    }));
  });
}

/** Only for names that the template gives and that find a resource by themselves. */
async function nameFindings(parts: EngineParts, region: string, { prepared, properties, changes }: Planned): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const change of changes) {
    if (change.action !== 'Add' && change.replacement !== 'True') continue;
    const taken = await existingResource(parts, region, prepared.types.get(change.type), properties.get(change.logicalId));
    if (!taken || taken.physicalId === change.physicalId) continue;
    findings.push({
      check: 'ResourceExistenceCheck',
      name: 'NAME_CONFLICT_VALIDATION',
      logicalId: change.logicalId,
      type: change.type,
      path: `/Resources/${change.logicalId}/Properties/${taken.property}`,
      reason: `Resource of type '${change.type}' with identifier '${taken.physicalId}' already exists.`,
    });
  }
  return findings;
}

export interface ExistingResource {
  readonly property: string;
  readonly physicalId: string;
}

/** The resource that has the name which these properties give. */
export async function existingResource(
  parts: EngineParts,
  region: string,
  type: ResourceType | undefined,
  properties: Readonly<Record<string, unknown>> | undefined,
): Promise<ExistingResource | undefined> {
  const property = type && namingProperty(type);
  const name = property === undefined ? undefined : properties?.[property];
  if (!type || property === undefined || typeof name !== 'string' || isKnownLater(name)) return undefined;
  const found = await parts.providers.get(type.name)?.read(name, region);
  return found && { property, physicalId: found.physicalId };
}

/** Why the change set or the operation failed; the findings themselves are shown by `DescribeEvents` only. */
export function findingsReason(findings: readonly Finding[]): string {
  const checks = [...new Set(findings.map(({ check }) => `AWS::EarlyValidation::${check}`))];
  return `The following hook(s)/validation failed: [${checks.join(', ')}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;
}

export function findingEvents(findings: readonly Finding[], operationId: string, token: string | undefined): StackEvent[] {
  return findings.map(({ logicalId, type, name, reason, path }) => ({
    id: randomUUID(),
    time: Date.now(),
    operationId,
    ...(token !== undefined && { token }),
    logicalId,
    type,
    status: 'FAILED',
    validation: { name, reason, path, mode: 'FAIL' as const },
  }));
}
