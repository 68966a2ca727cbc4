/** Reads who signed a request, for which service and region. Signatures are not checked: every key here is a dummy. */
import type { IncomingHttpHeaders } from 'node:http';

export interface CredentialScope {
  readonly accessKey: string;
  readonly region: string;
  /** SigV4 signing name of the service. */
  readonly service: string;
}

interface Signed {
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
}

/** The scope in the Authorization header, or in the query of a presigned URL; undefined for an unsigned request. */
export function credentialScope(request: Signed): CredentialScope | undefined {
  const header = request.headers.authorization;
  const credential = header?.startsWith('AWS4-')
    ? /Credential=([^,\s]+)/.exec(header)?.[1]
    : (request.url.searchParams.get('X-Amz-Credential') ?? undefined);
  const [accessKey, , region, service] = credential?.split('/') ?? [];
  return accessKey && region && service ? { accessKey, region, service } : undefined;
}

/** Region the client signed for. */
export function regionOf(request: Signed): string {
  return credentialScope(request)?.region ?? 'us-east-1';
}
