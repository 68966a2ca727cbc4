/** The text of the template that a call gives: in the call, in a bucket, or the one in use. */

import { refuse } from './refusal.ts';
import type { CallParameters } from './requests.ts';

export interface ObjectReader {
  readObject(bucket: string, key: string): Buffer | undefined;
}

const BODY_LIMIT = 51_200;
const FILE_LIMIT = 1_048_576;

/** `undefined` where the call says `UsePreviousTemplate`. */
export function templateText(parameters: CallParameters, objects: ObjectReader): string | undefined {
  const body = parameters.text('TemplateBody');
  const url = parameters.text('TemplateURL');
  const given = [body, url, parameters.flag('UsePreviousTemplate') || undefined].filter((way) => way !== undefined);
  if (given.length !== 1) refuse('Either Template URL or Template Body must be specified.');
  if (body !== undefined) {
    if (Buffer.byteLength(body) > BODY_LIMIT) {
      refuse(
        `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${BODY_LIMIT}`,
      );
    }
    if (body === '')
      refuse(
        "1 validation error detected: Value '' at 'templateBody' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    return body;
  }
  return url === undefined ? undefined : templateFile(url, objects);
}

function templateFile(url: string, objects: ObjectReader): string {
  const place = bucketAndKey(url);
  if (!place) refuse('TemplateURL must be a supported URL.');
  const content = objects.readObject(place.bucket, place.key);
  if (!content) {
    refuse(
      'S3 error: The specified key does not exist.\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    );
  }
  if (content.length > FILE_LIMIT) refuse(`Template may not exceed ${FILE_LIMIT} bytes in size.`);
  return content.toString('utf8');
}

/** Both ways to write an object's URL, on AWS's hosts and on the endpoint's. */
function bucketAndKey(text: string): { bucket: string; key: string } | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  const path = decodeURIComponent(url.pathname.slice(1));
  const virtual = /^(.+)\.(?:s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?|s3\.amazonaws\.com|s3\.localhost|localhost)$/.exec(
    url.hostname,
  )?.[1];
  const pathStyle = /^(?:s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?|s3\.amazonaws\.com|127\.0\.0\.1|localhost|s3\.localhost)$/.test(
    url.hostname,
  );
  if (!pathStyle && virtual !== undefined) return path === '' ? undefined : { bucket: virtual, key: path };
  const slash = path.indexOf('/');
  return pathStyle && slash > 0 && slash < path.length - 1 ? { bucket: path.slice(0, slash), key: path.slice(slash + 1) } : undefined;
}
