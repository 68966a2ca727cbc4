/** AWS's managed policies: what of a viewer's request reaches an HTTP origin. Nothing is cached here, so the rest doesn't matter. */

/** `query`: the query string and nothing else beside what CloudFront always sends. */
export type Forwarding = 'nothing' | 'query' | 'all' | 'all-but-host';

export const CACHE_POLICIES: Readonly<Record<string, Forwarding>> = {
  '658327ea-f89d-4fab-a63d-7e88639e58f6': 'nothing', // CachingOptimized
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': 'nothing', // CachingOptimizedForUncompressedObjects
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': 'nothing', // CachingDisabled
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': 'query', // UseOriginCacheControlHeaders
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': 'query', // UseOriginCacheControlHeaders-QueryStrings
};

export const ORIGIN_REQUEST_POLICIES: Readonly<Record<string, Forwarding>> = {
  '216adef6-5c7f-47e4-b989-5492eafa07d3': 'all', // AllViewer
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': 'all-but-host', // AllViewerExceptHostHeader
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': 'nothing', // CORS-S3Origin
  '59781a5b-3903-41f3-afcb-af62929ccde1': 'nothing', // CORS-CustomOrigin
  'acba4595-bd28-49b8-b9fe-13317c0390fa': 'nothing', // UserAgentRefererHeaders
};
