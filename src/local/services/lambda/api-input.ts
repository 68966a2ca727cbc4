/** What requests to Lambda's API hold: names, bodies, pages. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalRequest } from '../../types.ts';
import type { FunctionRecord, UrlSettings } from './functions.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A name, an ARN, or `account:function:name`. */
export function functionName(text: string, region: string): string {
  const decoded = decodeURIComponent(text);
  const [, arnRegion, name = decoded] = /^(?:arn:aws:lambda:([^:]+):)?(?:\d{12}:)?function:([^:]+)/.exec(decoded) ?? [];
  if (arnRegion !== undefined && arnRegion !== region) {
    throw new AwsError('ResourceNotFoundException', `Functions from '${arnRegion}' are not reachable in this region ('${region}')`, 404);
  }
  return name.replace(/:\$LATEST$/, '');
}

export function checkQualifier(qualifier: string | null, arn: string): void {
  if (qualifier === null || qualifier === '$LATEST') return;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}:${qualifier}`, 404);
}

export function urlOf(record: FunctionRecord): UrlSettings {
  if (!record.url) throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  return record.url;
}

export function parseBody(request: LocalRequest): Input {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString('utf8')) as Input;
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}

/** In the API a `ZipFile` is an archive in base64; in a template it is source text. */
export function withZipBytes(input: Input): Input & { readonly Code: Input } {
  const code = (input.Code ?? {}) as Input;
  return { ...input, Code: typeof code.ZipFile === 'string' ? { ...code, ZipFile: Buffer.from(code.ZipFile, 'base64') } : code };
}

export function paged(records: readonly FunctionRecord[], request: LocalRequest) {
  const size = Math.min(Number(request.url.searchParams.get('MaxItems') ?? 50), 50);
  const after = request.url.searchParams.get('Marker');
  const rest = after === null ? records : records.filter(({ name }) => name > after);
  const page = rest.slice(0, size);
  return { page, marker: rest.length > size ? page.at(-1)?.name : undefined };
}
