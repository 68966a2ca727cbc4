/** Invoking deployed functions and reading their logs. */
import { CloudWatchLogsClient, FilterLogEventsCommand, type FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Functions, LogLine } from '../cloud.ts';
import { calling } from './errors.ts';
import type { Connection } from './settings.ts';

export function createFunctions({ client, endpoint }: Connection): Functions {
  const lambda = new LambdaClient(client);
  const logs = new CloudWatchLogsClient(client);
  return {
    async invoke(name, payload) {
      const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(payload), LogType: 'Tail' });
      const answer = await calling('lambda:Invoke', endpoint, () => lambda.send(command));
      return {
        statusCode: answer.StatusCode ?? 0,
        payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
        ...(answer.FunctionError !== undefined && { error: answer.FunctionError }),
        log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
      };
    },

    async logs(group, since, filter) {
      const lines: LogLine[] = [];
      let nextToken: string | undefined;
      do {
        const command = new FilterLogEventsCommand({
          logGroupName: group,
          startTime: since,
          ...(filter !== undefined && { filterPattern: filter }),
          ...(nextToken !== undefined && { nextToken }),
        });
        const page = await calling<FilterLogEventsCommandOutput>(
          'logs:FilterLogEvents',
          endpoint,
          () => logs.send(command),
          // The group is made with the function; until then there is nothing to read.
          (name) => (name === 'ResourceNotFoundException' ? { value: { $metadata: {} } } : undefined),
        );
        for (const { eventId, timestamp, logStreamName, message } of page.events ?? []) {
          lines.push({ id: eventId ?? '', time: timestamp ?? 0, stream: logStreamName ?? '', text: (message ?? '').replace(/\r?\n$/, '') });
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return lines.sort((a, b) => a.time - b.time);
    },
  };
}
