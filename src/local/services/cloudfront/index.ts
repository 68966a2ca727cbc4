/**
 * In: distributions as CloudFormation creates them. Out: a front for each, which serves from its origins. Must never read a
 * bucket by other rights than the bucket's policy gives the distribution.
 */
import { join } from 'node:path';
import type { LocalEnvironment, Service } from '../../types.ts';
import type { Services } from '../index.ts';
import { createCloudFrontApi, routeOf } from './api.ts';
import { createDistributions, type Distributions } from './distributions.ts';
import { serveViewer } from './front.ts';
import type { Distribution, DistributionConfig } from './model.ts';
import { createOriginFetcher } from './origin.ts';

export interface CloudFrontService extends Service {
  readonly distributions: Distributions;
  /** Writes a distribution and opens its front. */
  putDistribution(callerReference: string, config: DistributionConfig, tags: Readonly<Record<string, string>>): Promise<Distribution>;
  deleteDistribution(id: string): Promise<void>;
  /** `127.0.0.1:PORT` of the front. */
  domainOf(id: string): string;
}

export function createCloudFront(environment: LocalEnvironment, services: Services): CloudFrontService {
  const distributions = createDistributions(join(environment.directory, 'cloudfront'), environment.account);
  const domains = new Map<string, string>();
  const fetchOrigin = createOriginFetcher(() => services.s3, environment.isFront);
  const domainOf = (id: string) => domains.get(id) ?? '';
  const frontId = (id: string) => `cloudfront-${id}`;

  async function openFront(id: string): Promise<void> {
    const url = await environment.openFront(frontId(id), async (request) => {
      const distribution = distributions.get(id);
      return distribution ? serveViewer(distribution, request, fetchOrigin) : { status: 404 };
    });
    domains.set(id, new URL(url).host);
  }

  return {
    name: 'cloudfront',
    distributions,
    handle: createCloudFrontApi(distributions, domainOf),
    operationOf: (request) => routeOf(request)?.operation ?? `${request.method} ${request.url.pathname}`,
    domainOf,
    async putDistribution(callerReference, config, tags) {
      const distribution = distributions.put(callerReference, config, tags);
      await openFront(distribution.id);
      return distribution;
    },
    async deleteDistribution(id) {
      distributions.delete(id);
      domains.delete(id);
      await environment.closeFront(frontId(id));
    },
    async start() {
      distributions.load();
      for (const { id } of distributions.list()) await openFront(id);
    },
    async stop() {},
  };
}
