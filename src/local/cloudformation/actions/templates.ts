/** Calls about templates alone, and about what stacks give one another. */
import { requiredCapability } from '../definition.ts';
import { page } from '../paging.ts';
import { isHidden } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { parseTemplate, type Template, type TemplateParameter } from '../template.ts';
import { checkTemplate } from '../template-check.ts';
import { templateText } from '../template-source.ts';
import { type Action, type ActionParts, type Call, findChangeSet, members } from './parts.ts';

const PER_PAGE = 100;

export const getTemplate: Action = (parts, call) => {
  const { region, parameters } = call;
  const definition =
    parameters.text('ChangeSetName') === undefined
      ? parts.stacks.get(region, parameters.required('StackName')).stack.definition
      : findChangeSet(parts, call).changeSet.definition;
  return { TemplateBody: definition?.template ?? '', StagesAvailable: members(['Original', 'Processed']) };
};

export const validateTemplate: Action = (parts, { parameters }) => {
  const template = checkTemplate(parseTemplate(templateText(parameters, parts.objects) ?? ''));
  const required = requiredCapability(template);
  return {
    Parameters: members(
      Object.entries(template.Parameters ?? {}).map(([name, parameter]) => ({
        ParameterKey: name,
        DefaultValue: defaultOf(parameter),
        NoEcho: isHidden(parameter),
        Description: parameter.Description,
      })),
    ),
    Description: template.Description,
    Capabilities: required && members([required.capability]),
    CapabilitiesReason: required?.reason,
  };
};

export const getTemplateSummary: Action = async (parts, call) => {
  const template = await summarised(parts, call);
  const required = requiredCapability(template);
  const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
  return {
    Parameters: members(
      Object.entries(template.Parameters ?? {}).map(([name, parameter]) => ({
        ParameterKey: name,
        DefaultValue: defaultOf(parameter),
        ParameterType: parameter.Type,
        NoEcho: isHidden(parameter),
        Description: parameter.Description,
        ParameterConstraints: { AllowedValues: members(parameter.AllowedValues?.map(String)) },
      })),
    ),
    Description: template.Description,
    Capabilities: required && members([required.capability]),
    CapabilitiesReason: required?.reason,
    ResourceTypes: members(Object.values(template.Resources).map(({ Type }) => Type)),
    Version: '2010-09-09',
    Metadata: template.Metadata && JSON.stringify(template.Metadata),
    ResourceIdentifierSummaries: members(await identifiers(parts, template, types)),
  };
};

async function summarised(parts: ActionParts, { region, parameters }: Call): Promise<Template> {
  const stackName = parameters.text('StackName');
  if (stackName === undefined) return checkTemplate(parseTemplate(templateText(parameters, parts.objects) ?? ''));
  const { definition } = parts.stacks.get(region, stackName).stack;
  return definition ? (parseTemplate(definition.template) as unknown as Template) : refuse(`Stack with id ${stackName} has no template`);
}

/** Types that can't be imported are missing here. */
async function identifiers(parts: ActionParts, template: Template, types: readonly string[]) {
  const schemas = await parts.engine.parts.loadTypes(types);
  return types
    .filter((type) => parts.engine.parts.providers.has(type) && !type.startsWith('AWS::CloudFormation::'))
    .map((type) => ({
      ResourceType: type,
      LogicalResourceIds: members(Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === type)),
      ResourceIdentifiers: members([(schemas.get(type)?.primaryIdentifier ?? []).join(',')]),
    }))
    .filter(({ ResourceIdentifiers }) => ResourceIdentifiers?.member !== undefined);
}

function defaultOf(parameter: TemplateParameter): string | undefined {
  return parameter.Default === undefined ? undefined : String(parameter.Default);
}

export const listExports: Action = (parts, { region, parameters }) => {
  const { items, nextToken } = page(parts.stacks.exports(region), parameters.text('NextToken'), PER_PAGE);
  return {
    Exports: members(items.map(({ name, value, stack }) => ({ ExportingStackId: stack.id, Name: name, Value: value }))),
    NextToken: nextToken,
  };
};

export const listImports: Action = (parts, { region, parameters }) => {
  const name = parameters.required('ExportName');
  const importers = parts.stacks.importers(region, name);
  if (importers.length === 0) refuse(`Export '${name}' is not imported by any stack.`);
  const { items, nextToken } = page(importers, parameters.text('NextToken'), PER_PAGE);
  return { Imports: members(items), NextToken: nextToken };
};
