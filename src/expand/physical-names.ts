/** Two resources of one type can't have the same name in one region; some not in one account. */
import type { StackTemplate } from '../core/stages.ts';
import type { Report } from './report.ts';

interface Naming {
  readonly property: string;
  readonly scope: 'region' | 'account';
}

const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::DynamoDB::Table': { property: 'TableName', scope: 'region' },
  'AWS::Events::EventBus': { property: 'Name', scope: 'region' },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', scope: 'account' },
  'AWS::IAM::Role': { property: 'RoleName', scope: 'account' },
  'AWS::Kinesis::Stream': { property: 'Name', scope: 'region' },
  'AWS::Lambda::Function': { property: 'FunctionName', scope: 'region' },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', scope: 'region' },
  'AWS::S3::Bucket': { property: 'BucketName', scope: 'account' },
  'AWS::SNS::Topic': { property: 'TopicName', scope: 'region' },
  'AWS::SQS::Queue': { property: 'QueueName', scope: 'region' },
  'AWS::SSM::Parameter': { property: 'Name', scope: 'region' },
  'AWS::Scheduler::Schedule': { property: 'Name', scope: 'region' },
};

export function checkPhysicalNames(stacks: readonly StackTemplate[], report: Report): void {
  const taken = new Map<string, { readonly path: StackTemplate['path'] }>();
  for (const stack of stacks) {
    for (const [id, { Type: type, Properties }] of Object.entries(stack.template.Resources)) {
      const naming = NAMINGS[type];
      const name = naming && Properties?.[naming.property];
      if (typeof name !== 'string') continue;
      const key = JSON.stringify([type, naming?.scope === 'region' ? stack.region : '', name]);
      const path = stack.origins[id]?.path ?? stack.path;
      const other = taken.get(key);
      if (other) report('E3005', path, { name, type }, { related: [{ message: 'the same name', path: other.path }] });
      else taken.set(key, { path });
    }
  }
}
