/** Every service of the endpoint. A new one is a folder beside this file and one line here. */
import type { LocalEnvironment } from '../types.ts';
import { createIam, type IamService } from './iam/index.ts';
import { createS3, type S3Service } from './s3/index.ts';
import { createSts, type StsService } from './sts/index.ts';

export interface Services {
  readonly iam: IamService;
  readonly sts: StsService;
  readonly s3: S3Service;
}

/** Services may keep the object and use one another once they have all been created. */
export function createServices(environment: LocalEnvironment): Services {
  const services: { -readonly [name in keyof Services]?: Services[name] } = {};
  const all = services as Services;
  services.iam = createIam(environment);
  services.sts = createSts(environment, all);
  services.s3 = createS3(environment, all);
  return all;
}
