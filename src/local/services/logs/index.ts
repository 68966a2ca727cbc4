/**
 * In: log lines, by the API and from functions in the name of their roles. Out: the same lines to whoever asks.
 * Must never take lines from a role that may not write them: on AWS such a function has no logs.
 */
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { type JsonObject, serveJson } from '../../protocols/json.ts';
import { regionOf } from '../../protocols/sigv4.ts';
import type { LocalEnvironment, LocalRequest, Principal, Service } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import { createLogsApi } from './api.ts';
import { createLogGroups, type LogGroups } from './groups.ts';

export interface LogsService extends Service {
  readonly groups: LogGroups;
  groupArn(region: string, name: string): string;
  /**
   * Lines in the name of a function's role, which needs the permissions for it; a missing group is made where the role may.
   * Gives the reason where they are dropped.
   */
  writeAs(
    principal: Principal,
    target: LogTarget,
    lines: readonly { readonly timestamp: number; readonly message: string }[],
  ): string | undefined;
}

export interface LogTarget {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
}

export function createLogs(environment: LocalEnvironment, services: { readonly iam: Pick<IamService, 'authorize'> }): LogsService {
  const groups = createLogGroups(join(environment.directory, 'logs'));
  const groupArn = (region: string, name: string) => `arn:aws:logs:${region}:${environment.account}:log-group:${name}`;
  const api = createLogsApi(groups, groupArn);

  const operation = (name: string, run: (input: JsonObject, region: string) => unknown) => (input: JsonObject, request: LocalRequest) => {
    const region = regionOf(request);
    const decision = services.iam.authorize(request.principal, `logs:${name}`, resourceOf(input, region));
    if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message);
    return run(input, region);
  };

  function resourceOf(input: JsonObject, region: string): string {
    const identifier = input.logGroupIdentifier ?? input.logGroupName;
    if (typeof input.resourceArn === 'string') return input.resourceArn;
    if (typeof identifier !== 'string') return groupArn(region, '*');
    const group = identifier.startsWith('arn:') ? identifier.replace(/:\*$/, '') : groupArn(region, identifier);
    return `${group}:log-stream:${input.logStreamName ?? ''}`;
  }

  return {
    name: 'logs',
    groups,
    groupArn,
    handle: serveJson('1.1', Object.fromEntries(Object.entries(api).map(([name, run]) => [name, operation(name, run)]))),
    async start() {
      groups.load();
    },
    async stop() {},
    writeAs(principal, { region, group: name, stream }, lines) {
      const arn = `${groupArn(region, name)}:log-stream:${stream}`;
      const refusal = (action: string) => {
        const decision = services.iam.authorize(principal, action, arn);
        return decision.allowed ? undefined : decision.message;
      };
      let group = groups.find(region, name);
      if (!group) {
        const refused = refusal('logs:CreateLogGroup');
        if (refused) return `The log group ${name} does not exist. ${refused}`;
        group = groups.create(region, name, {});
      }
      if (!groups.streams(group).has(stream)) {
        const refused = refusal('logs:CreateLogStream');
        if (refused) return refused;
        groups.createStream(group, stream);
      }
      const refused = refusal('logs:PutLogEvents');
      if (refused) return refused;
      groups.append(group, stream, lines);
      return undefined;
    },
  };
}
