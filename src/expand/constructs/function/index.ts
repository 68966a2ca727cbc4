/**
 * In: one function. Out: the function, its role, its log group, and a URL where wanted.
 * Never gives a function more than its `bind` and `permissions` say.
 */
import { physicalName, replaceableName } from '../../../core/names.ts';
import type { ConfigOf } from '../../config-of.ts';
import type { Construct, Draft, ExpandContext, Self } from '../../construct.ts';
import { corsConfiguration } from '../../kit/cors.ts';
import { createOnlyOverrides } from '../../kit/create-only.ts';
import { functions } from '../../kit/functions.ts';
import { own } from '../../kit/grant.ts';
import { arn, attribute, ref } from '../../kit/intrinsics.ts';
import { schema } from './schema.ts';

export type FunctionConstructConfig = ConfigOf<typeof schema>;

/** Lambda's limit. */
const NAME_LENGTH = 64;
/** What of a function can't be changed in place, beside its name, with its defaults. */
const CREATE_ONLY = { PackageType: 'Zip', TenancyConfig: undefined };

export const construct: Construct<FunctionConstructConfig> = {
  type: 'Function',
  schema,
  describe(config, self) {
    const name = functionName(config, self);
    const id = self.logicalId('Function');
    const invoke = [{ actions: ['lambda:InvokeFunction'], resources: [own(self, 'functionArn')] }];
    const hasUrl = config.url?.enabled === true;
    return {
      attributes: {
        functionName: { value: ref(id), composed: name },
        functionArn: { value: attribute(id, 'Arn'), composed: arn('lambda', `function:${name}`) },
        ...(hasUrl && { url: { value: attribute(self.logicalId('Url'), 'FunctionUrl') } }),
      },
      levels: { write: invoke, readwrite: invoke },
      bindings: ['functionName'],
      shown: hasUrl ? ['url'] : [],
    };
  },
  expand(config, context) {
    const { resources, assets } = functions([{ prefix: '', config, path: context.path, name: functionName(config, context) }], [], context);
    return { resources: { ...resources, ...urlResources(config, context) }, assets };
  },
};

function functionName(config: FunctionConstructConfig, { app, id, overrides }: Self): string {
  if (config.name !== undefined) return config.name;
  const createOnly = createOnlyOverrides(overrides, 'Function', CREATE_ONLY);
  return createOnly === undefined
    ? physicalName(app.stage, app.app, id, NAME_LENGTH)
    : replaceableName(app.stage, app.app, id, createOnly, NAME_LENGTH);
}

function urlResources({ url }: FunctionConstructConfig, context: ExpandContext): Readonly<Record<string, Draft>> {
  if (!url?.enabled) return {};
  const path = [...context.path, 'url'];
  const target = context.logicalId('Function');
  const authType = url.auth === 'iam' ? 'AWS_IAM' : 'NONE';
  const address: Draft = {
    type: 'AWS::Lambda::Url',
    path,
    properties: { TargetFunctionArn: attribute(target, 'Arn'), AuthType: authType, Cors: urlCors(url.cors, path, context) },
  };
  if (url.auth === 'iam') return { Url: address };
  const anyone = { FunctionName: attribute(target, 'Arn'), Principal: '*' };
  return {
    Url: address,
    // Since October 2025 Lambda asks for both: the right to call the URL, and the function through it.
    UrlPermission: {
      type: 'AWS::Lambda::Permission',
      path,
      properties: { ...anyone, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: authType },
    },
    UrlInvokePermission: {
      type: 'AWS::Lambda::Permission',
      path,
      properties: { ...anyone, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
    },
  };
}

function urlCors(cors: NonNullable<FunctionConstructConfig['url']>['cors'], path: ExpandContext['path'], context: ExpandContext) {
  // Function URLs answer OPTIONS by themselves and refuse it in the list.
  if (Array.isArray(cors.allowMethods) && cors.allowMethods.includes('OPTIONS')) {
    context.report('E3028', [...path, 'cors', 'allowMethods'], {}, { part: 'value' });
  }
  return corsConfiguration(cors, [...path, 'cors'], context);
}
