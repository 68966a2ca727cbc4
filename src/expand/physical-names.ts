/** Two resources of one type can't have the same name in one region; some not in one account. */
import type { StackTemplate } from '../core/stages.ts';
import type { Report } from './report.ts';

interface Naming {
  readonly property: string;
  readonly scope: 'region' | 'account';
}

const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', scope: 'region' },
  'AWS::CloudWatch::Dashboard': { property: 'DashboardName', scope: 'account' },
  'AWS::DynamoDB::Table': { property: 'TableName', scope: 'region' },
  'AWS::ECS::Cluster': { property: 'ClusterName', scope: 'region' },
  'AWS::Events::EventBus': { property: 'Name', scope: 'region' },
  'AWS::IAM::Group': { property: 'GroupName', scope: 'account' },
  'AWS::IAM::InstanceProfile': { property: 'InstanceProfileName', scope: 'account' },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', scope: 'account' },
  'AWS::IAM::Role': { property: 'RoleName', scope: 'account' },
  'AWS::IAM::User': { property: 'UserName', scope: 'account' },
  'AWS::KMS::Alias': { property: 'AliasName', scope: 'region' },
  'AWS::Kinesis::Stream': { property: 'Name', scope: 'region' },
  'AWS::Lambda::Function': { property: 'FunctionName', scope: 'region' },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', scope: 'region' },
  'AWS::RDS::DBCluster': { property: 'DBClusterIdentifier', scope: 'region' },
  'AWS::RDS::DBInstance': { property: 'DBInstanceIdentifier', scope: 'region' },
  'AWS::S3::Bucket': { property: 'BucketName', scope: 'account' },
  'AWS::SNS::Topic': { property: 'TopicName', scope: 'region' },
  'AWS::SQS::Queue': { property: 'QueueName', scope: 'region' },
  'AWS::SSM::Parameter': { property: 'Name', scope: 'region' },
  'AWS::Scheduler::Schedule': { property: 'Name', scope: 'region' },
  'AWS::SecretsManager::Secret': { property: 'Name', scope: 'region' },
  'AWS::StepFunctions::StateMachine': { property: 'StateMachineName', scope: 'region' },
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
