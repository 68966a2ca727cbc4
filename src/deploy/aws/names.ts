/** Whether a name is taken: one read for each type of resource, the one that its service lets through most often. */
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Names } from '../cloud.ts';
import { calling } from './errors.ts';
import type { AccountConnection } from './settings.ts';

type Meaning = Parameters<typeof calling<boolean>>[3];

export function createNames({ client, endpoint, limit }: AccountConnection): Names {
  const dynamodb = new DynamoDBClient(client);
  const lambda = new LambdaClient(client);
  const logs = new CloudWatchLogsClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: endpoint !== undefined });
  const scheduler = new SchedulerClient(client);

  /** An answer means that it is there. */
  function exists(action: string, read: () => Promise<unknown>, meaning: Meaning = absent): Promise<boolean> {
    return limit(() => calling(action, endpoint, async () => (await read()) !== undefined, meaning));
  }

  return {
    'AWS::DynamoDB::Table': (name) => exists('dynamodb:DescribeTable', () => dynamodb.send(new DescribeTableCommand({ TableName: name }))),

    // Lambda answers this read a hundred times a second, `GetFunctionConfiguration` only fifteen times.
    'AWS::Lambda::Function': (name) => exists('lambda:GetFunction', () => lambda.send(new GetFunctionCommand({ FunctionName: name }))),

    'AWS::Logs::LogGroup': (name) =>
      exists('logs:DescribeLogGroups', async () => {
        // Sorted by name: of all that begin so, this one would be the first.
        const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }));
        return logGroups?.find(({ logGroupName }) => logGroupName === name);
      }),

    'AWS::S3::Bucket': (name) => exists('s3:ListBucket', () => s3.send(new HeadBucketCommand({ Bucket: name })), missingBucket),

    'AWS::Scheduler::Schedule': (name) => exists('scheduler:GetSchedule', () => scheduler.send(new GetScheduleCommand({ Name: name }))),
  };
}

function absent(name: string): ReturnType<NonNullable<Meaning>> {
  return name === 'ResourceNotFoundException' ? { value: false } : undefined;
}

/** The bucket of somebody else, or of another region, is one too: S3 says so before it looks at permissions. */
function missingBucket(_name: string, _message: string, status: number | undefined): ReturnType<NonNullable<Meaning>> {
  if (status === 404) return { value: false };
  return status === 403 || status === 301 ? { value: true } : undefined;
}
