/** The operations of Lambda over its REST protocol: a table of methods and paths. */
import { randomUUID } from 'node:crypto';
import { AwsError, asAwsError } from '../../protocols/aws-error.ts';
import { restJsonError, restJsonResponse } from '../../protocols/json.ts';
import { regionOf } from '../../protocols/sigv4.ts';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import { accountSettings } from './account.ts';
import { checkQualifier, functionName, type Input, paged, parseBody, urlOf, withZipBytes } from './api-input.ts';
import type { FunctionControl } from './control.ts';
import { describeConfiguration, describeFunction, describeUrl } from './descriptions.ts';
import type { FunctionRecord } from './functions.ts';
import type { LambdaService } from './index.ts';
import { type PermissionInput, policyOf } from './permissions.ts';

interface Call {
  readonly request: LocalRequest;
  readonly region: string;
  /** Name of the function; empty where the path has none. */
  readonly name: string;
  readonly input: Input;
  readonly rest: readonly string[];
}

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  run(call: Call, record: () => FunctionRecord): unknown | Promise<unknown>;
  readonly status?: number;
}

export interface LambdaApi {
  handle(request: LocalRequest): Promise<LocalResponse>;
  operationOf(request: LocalRequest): string;
}

const NAME = '([^/]+)';
const FUNCTION = `^/2015-03-31/functions/${NAME}`;

export function createLambdaApi(
  service: LambdaService,
  control: FunctionControl,
  authorize: (request: LocalRequest, action: string, arn: string, record: FunctionRecord | undefined) => void,
  functionArn: (region: string, name: string) => string,
): LambdaApi {
  /** Functions whose last change is so new that AWS would still be busy with it. */
  const busy = new Map<string, 'Pending' | 'InProgress'>();
  const keyOf = (record: FunctionRecord) => `${record.region}/${record.name}`;

  function nowBusy(record: FunctionRecord, state: 'Pending' | 'InProgress'): void {
    busy.set(keyOf(record), state);
    setTimeout(() => busy.delete(keyOf(record)), BUSY_MS).unref();
  }

  function notBusy(record: FunctionRecord): FunctionRecord {
    if (!busy.has(keyOf(record))) return record;
    const message = `The operation cannot be performed at this time. An update is in progress for resource: ${record.arn}`;
    throw new AwsError('ResourceConflictException', message, 409);
  }

  const describe = (record: FunctionRecord) => describeConfiguration(record, busy.get(keyOf(record)));

  const routes: readonly Route[] = [
    route('CreateFunction', 'POST', '^/2015-03-31/functions/?$', 201, async ({ region, input }) => {
      const record = await control.create(region, input.FunctionName, withZipBytes(input), { tags: input.Tags as Record<string, string> });
      nowBusy(record, 'Pending');
      return describe(record);
    }),
    route('ListFunctions', 'GET', '^/2015-03-31/functions/?$', 200, ({ region, request }) => {
      const { page, marker } = paged(control.list(region), request);
      return { Functions: page.map(describe), NextMarker: marker };
    }),
    route('GetAccountSettings', 'GET', '^/2016-08-19/account-settings/?$', 200, ({ region }) => accountSettings(control.list(region))),
    route('GetFunction', 'GET', `${FUNCTION}$`, 200, (_call, record) => describeFunction(record(), describe(record()))),
    route('DeleteFunction', 'DELETE', `${FUNCTION}$`, 204, (_call, record) => service.deleteFunction(record())),
    route('GetFunctionConfiguration', 'GET', `${FUNCTION}/configuration$`, 200, (_call, record) => describe(record())),
    route('UpdateFunctionConfiguration', 'PUT', `${FUNCTION}/configuration$`, 200, ({ input }, record) => {
      const changed = control.updateConfiguration(notBusy(record()), input);
      nowBusy(changed, 'InProgress');
      return describe(changed);
    }),
    route('UpdateFunctionCode', 'PUT', `${FUNCTION}/code$`, 200, async ({ input }, record) => {
      const changed = await control.updateCode(
        notBusy(record()),
        withZipBytes({ Code: input }).Code,
        input.RevisionId as string | undefined,
      );
      if (input.DryRun !== true) nowBusy(changed, 'InProgress');
      return describe(changed);
    }),
    route('AddPermission', 'POST', `${FUNCTION}/policy$`, 201, ({ input }, record) => {
      const changed = control.addPermission(record(), input as unknown as PermissionInput);
      return { Statement: JSON.stringify(changed.policy.at(-1)) };
    }),
    route('GetPolicy', 'GET', `${FUNCTION}/policy$`, 200, (_call, record) => {
      const policy = policyOf(record());
      if (!policy) throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      return { Policy: JSON.stringify({ ...policy, Id: 'default' }), RevisionId: record().revisionId };
    }),
    route(
      'RemovePermission',
      'DELETE',
      `${FUNCTION}/policy/${NAME}$`,
      204,
      ({ rest }, record) => void control.removePermission(record(), rest[0] ?? ''),
    ),
    route('PutFunctionConcurrency', 'PUT', `^/2017-10-31/functions/${NAME}/concurrency$`, 200, ({ input }, record) => {
      const value = Number(input.ReservedConcurrentExecutions);
      control.setReservedConcurrency(record(), value);
      return { ReservedConcurrentExecutions: value };
    }),
    route('GetFunctionConcurrency', 'GET', `^/2019-09-30/functions/${NAME}/concurrency$`, 200, (_call, record) => ({
      ReservedConcurrentExecutions: record().reservedConcurrency,
    })),
    route(
      'DeleteFunctionConcurrency',
      'DELETE',
      `^/2017-10-31/functions/${NAME}/concurrency$`,
      204,
      (_call, record) => void control.setReservedConcurrency(record(), undefined),
    ),
    route('CreateFunctionUrlConfig', 'POST', `^/2021-10-31/functions/${NAME}/url$`, 201, async ({ input }, record) => {
      const address = await service.createUrl(record(), input);
      return describeUrl(record(), urlOf(record()), address);
    }),
    route('GetFunctionUrlConfig', 'GET', `^/2021-10-31/functions/${NAME}/url$`, 200, (_call, record) =>
      describeUrl(record(), urlOf(record()), service.urlAddress(record())),
    ),
    route('UpdateFunctionUrlConfig', 'PUT', `^/2021-10-31/functions/${NAME}/url$`, 200, async ({ input }, record) => {
      const address = await service.updateUrl(record(), { ...urlOf(record()), ...input });
      return describeUrl(record(), urlOf(record()), address);
    }),
    route('DeleteFunctionUrlConfig', 'DELETE', `^/2021-10-31/functions/${NAME}/url$`, 204, (_call, record) => service.deleteUrl(record())),
    route('ListFunctionUrlConfigs', 'GET', `^/2021-10-31/functions/${NAME}/urls$`, 200, (_call, record) => {
      const { url } = record();
      return { FunctionUrlConfigs: url ? [describeUrl(record(), url, service.urlAddress(record()))] : [] };
    }),
    route('ListTags', 'GET', `^/2017-03-31/tags/${NAME}$`, 200, (_call, record) => ({ Tags: record().tags })),
    route(
      'TagResource',
      'POST',
      `^/2017-03-31/tags/${NAME}$`,
      204,
      ({ input }, record) => void control.setTags(record(), { ...record().tags, ...(input.Tags as Record<string, string>) }),
    ),
    route('UntagResource', 'DELETE', `^/2017-03-31/tags/${NAME}$`, 204, ({ request }, record) => {
      const gone = new Set(request.url.searchParams.getAll('tagKeys'));
      control.setTags(record(), Object.fromEntries(Object.entries(record().tags).filter(([key]) => !gone.has(key))));
    }),
  ];
  const invokePath = new RegExp(`${FUNCTION}/invocations$`);

  async function invoke(request: LocalRequest): Promise<LocalResponse> {
    const [, name = ''] = invokePath.exec(request.url.pathname) ?? [];
    const region = regionOf(request);
    const record = findFunction(request, region, functionName(name, region), 'InvokeFunction');
    if (busy.get(keyOf(record)) === 'Pending') {
      const message = `The operation cannot be performed at this time. The function is currently in the following state: Pending`;
      throw new AwsError('ResourceConflictException', message, 409);
    }
    return service.invokeOverApi(record, request);
  }

  function findFunction(request: LocalRequest, region: string, name: string, operation: string): FunctionRecord {
    const record = control.find(region, name);
    authorize(request, `lambda:${operation}`, functionArn(region, name), record);
    checkQualifier(request.url.searchParams.get('Qualifier'), functionArn(region, name));
    return record ?? control.get(region, name);
  }

  async function handle(request: LocalRequest): Promise<LocalResponse> {
    try {
      if (request.method === 'POST' && invokePath.test(request.url.pathname)) return await invoke(request);
      const matched = match(request);
      if (!matched)
        throw new AwsError('UnknownOperationException', `The embedded endpoint has no ${request.method} ${request.url.pathname}.`, 404);
      const [found, [, first = '', ...rest]] = matched;
      const region = regionOf(request);
      const name = first === '' ? '' : functionName(first, region);
      if (name === '') authorize(request, `lambda:${found.operation}`, functionArn(region, '*'), undefined);
      else findFunction(request, region, name, found.operation);
      const call: Call = { request, region, name, rest: rest.map(decodeURIComponent), input: parseBody(request) };
      const result = await found.run(call, () => control.get(region, name));
      const status = found.status ?? 200;
      return status === 204 ? { status, headers: { 'x-amzn-requestid': randomUUID() } } : restJsonResponse(result, status);
    } catch (error) {
      return restJsonError(asAwsError(error));
    }
  }

  function match(request: LocalRequest): readonly [Route, RegExpExecArray] | undefined {
    for (const candidate of routes) {
      const found = candidate.method === request.method ? candidate.path.exec(request.url.pathname) : null;
      if (found) return [candidate, found];
    }
    return undefined;
  }

  return {
    handle,
    operationOf(request) {
      if (request.method === 'POST' && invokePath.test(request.url.pathname)) return 'Invoke';
      return match(request)?.[0].operation ?? `${request.method} ${request.url.pathname}`;
    },
  };
}

/** AWS is busy for about a second; long enough here that a client that doesn't wait notices. */
const BUSY_MS = 40;

function route(operation: string, method: string, path: string, status: number, run: Route['run']): Route {
  return { operation, method, path: new RegExp(path), status, run };
}
