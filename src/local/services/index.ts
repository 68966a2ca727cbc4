/** Every service of the endpoint. A new one is a folder beside this file and one line here. */
import { type CloudFormationService, createCloudFormation } from '../cloudformation/index.ts';
import { createProviders } from '../resources/index.ts';
import type { LocalEnvironment } from '../types.ts';
import { type ApiGatewayService, createApiGateway } from './apigateway/index.ts';
import { type CloudFrontService, createCloudFront } from './cloudfront/index.ts';
import { createDynamoDb, type DynamoDbService } from './dynamodb/index.ts';
import { createIam, type IamService } from './iam/index.ts';
import { createLambda, type LambdaService } from './lambda/index.ts';
import { createLogs, type LogsService } from './logs/index.ts';
import { createS3, type S3Service } from './s3/index.ts';
import { createScheduler, type SchedulerService } from './scheduler/index.ts';
import { createSts, type StsService } from './sts/index.ts';

export interface Services {
  readonly iam: IamService;
  readonly sts: StsService;
  readonly s3: S3Service;
  readonly dynamodb: DynamoDbService;
  readonly logs: LogsService;
  readonly lambda: LambdaService;
  readonly apigateway: ApiGatewayService;
  readonly scheduler: SchedulerService;
  readonly cloudfront: CloudFrontService;
  readonly cloudformation: CloudFormationService;
}

/** Services may keep the object and use one another once they have all been created. */
export function createServices(environment: LocalEnvironment): Services {
  const services: { -readonly [name in keyof Services]?: Services[name] } = {};
  const all = services as Services;
  services.iam = createIam(environment);
  services.sts = createSts(environment, all);
  services.s3 = createS3(environment, all);
  services.dynamodb = createDynamoDb(environment, all);
  services.logs = createLogs(environment, all);
  services.lambda = createLambda(environment, all);
  services.apigateway = createApiGateway(environment, all);
  services.scheduler = createScheduler(environment, all);
  services.cloudfront = createCloudFront(environment, all);
  // Last: its resource types take up all the others.
  services.cloudformation = createCloudFormation(environment, all, createProviders(all));
  return all;
}
