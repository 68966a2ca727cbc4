/** An expansion as text, a line for each property: what a person compares with the file it comes from. */
import type {
  CfnResource,
  CfnTemplate,
  CfnValue,
  Expansion,
  FunctionAsset,
  ParameterSource,
  PublishStep,
  PublishValue,
} from '../../src/core/stages.ts';

type Properties = Readonly<Record<string, CfnValue>>;

export function compact({ stacks, assets, publish }: Expansion): string {
  const lines = [
    ...stacks.flatMap(({ id, name, region, template, parameters, dependsOn, tags, terminationProtection, shown }) => [
      `stack ${id}: ${name} in ${region}${dependsOn.length > 0 ? `, after ${dependsOn.join(', ')}` : ''}${terminationProtection ? ', protected' : ''}`,
      ...(template.Description === undefined ? [] : [`  description ${text(template.Description)}`]),
      ...Object.entries(tags).map(([key, value]) => `  tag ${text(key)} ${text(value)}`),
      ...Object.entries(template.Parameters ?? {}).map(
        ([key, { Type }]) => `  parameter ${key} ${String(Type)} = ${source(parameters[key])}`,
      ),
      ...Object.entries(template.Resources).flatMap(([key, resource]) => resourceLines(key, resource)),
      ...outputLines(template),
      ...Object.entries(shown).map(
        ([construct, outputs]) => `  shown ${construct === '' ? 'by the stack' : `of ${construct}`} ${text(outputs)}`,
      ),
    ]),
    ...assets.flatMap(assetLines),
    ...publish.flatMap(publishLines),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function resourceLines(id: string, { Type, Properties = {}, ...attributes }: CfnResource): readonly string[] {
  return [
    `  ${id} ${Type}`,
    ...Object.entries(attributes).map(([key, value]) => `    ${key} = ${text(value)}`),
    ...Object.entries(Properties).flatMap(([key, value]) => propertyLines(Type, key, value)),
  ];
}

function propertyLines(type: string, key: string, value: CfnValue): readonly string[] {
  // The same for every function, and for every schedule.
  if (type === 'AWS::IAM::Role' && key === 'AssumeRolePolicyDocument') return [];
  if (type === 'AWS::IAM::Role' && key === 'Policies') return policies(value).map((line) => `    ${line}`);
  const nested = key === 'Environment' ? (value as Properties).Variables : undefined;
  if (nested === undefined) return [`    ${key}: ${text(value)}`];
  return Object.entries(nested as Properties).map(([name, one]) => `    ${name}=${text(one)}`);
}

function policies(value: CfnValue): readonly string[] {
  const all = value as readonly { readonly PolicyDocument: { readonly Statement: readonly Properties[] } }[];
  return all.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map(({ Effect, Action, Resource, ...rest }) => {
      const more = Object.keys(rest).length > 0 ? ` ${text(rest)}` : '';
      return `${String(Effect)} ${text(Action)} on ${text(Resource)}${more}`;
    }),
  );
}

function outputLines({ Outputs = {} }: CfnTemplate): readonly string[] {
  return Object.entries(Outputs).map(
    ([key, { Value, ...more }]) => `  output ${key} = ${text(Value)}${Object.keys(more).length > 0 ? ` ${text(more)}` : ''}`,
  );
}

function source(from: ParameterSource | undefined): string {
  switch (from?.from) {
    case 'output':
    case 'cfn':
      return `${from.from} ${from.stack}.${from.output}`;
    case 'ssm':
      return `ssm ${from.name}`;
    case 'literal':
      return text(from.value);
    default:
      return String(from?.from);
  }
}

function assetLines({ path: _path, ...asset }: FunctionAsset): readonly string[] {
  if (asset.kind === 'code') return [`code ${asset.id} = ${asset.source}`];
  const { id, handler, runtime, architecture, bundle } = asset;
  const { format, minify, sourcemap, ...rest } = bundle;
  const flags = [runtime, architecture, format, ...(minify ? ['minified'] : []), ...(sourcemap ? ['with source map'] : [])];
  const more = Object.entries(rest).filter(([, value]) => Object.keys(value).length > 0);
  return [`code ${id} = ${handler}, ${flags.join(', ')}`, ...more.map(([key, value]) => `  ${key} ${text(value)}`)];
}

function publishLines({
  id,
  stack,
  region,
  source: folder,
  build,
  environment,
  cache,
  bucket,
  distribution,
  dependsOn,
}: PublishStep): readonly string[] {
  return [
    `site ${id} of ${stack} in ${region}, after ${dependsOn.join(', ')}: ${folder}`,
    ...(build ? [`  build ${text(build.command)} → ${build.output}`] : []),
    ...Object.entries(environment).map(([name, value]) => `  ${name}=${published(value)}`),
    ...cache.map(({ files, cacheControl }) => `  cache ${files}: ${cacheControl}`),
    `  to ${published(bucket)} and ${published(distribution)}`,
  ];
}

function published(value: PublishValue): string {
  if (typeof value === 'string') return text(value);
  if ('join' in value) return value.join.map(published).join(' + ');
  return `<${source(value)}>`;
}

/** JSON with CloudFormation's functions in their short form, and texts of parts as one text. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  const [key, argument] = entries.length === 1 ? (entries[0] as [string, unknown]) : ['', undefined];
  if (key === 'Ref') return `!Ref ${String(argument)}`;
  if (key === 'asset') return `<${String(argument)}>`;
  if (key === 'Fn::GetAtt' && Array.isArray(argument)) return `!GetAtt ${argument.join('.')}`;
  if (key === 'Fn::Join' && isTextOfParts(argument)) return `(${argument[1].map(text).join(' + ')})`;
  if (key.startsWith('Fn::')) return `!${key.slice('Fn::'.length)} ${text(argument)}`;
  return `{ ${entries.map(([name, one]) => `${name}: ${text(one)}`).join(', ')} }`;
}

function isTextOfParts(argument: unknown): argument is readonly ['', readonly unknown[]] {
  return Array.isArray(argument) && argument[0] === '' && Array.isArray(argument[1]);
}
