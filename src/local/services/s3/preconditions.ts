/** `If-Match` and its kin, for reads and for writes. */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../protocols/aws-error.ts';
import type { StoredObject } from './object-store.ts';

const preconditionFailed = (condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, { Condition: condition });

export const noSuchKey = (key: string) => new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

/** Whether a write may go on. `If-Match` of an object that isn't there is a missing key, not a failed condition. */
export function checkWrite(headers: IncomingHttpHeaders, key: string, existing: StoredObject | undefined): void {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') {
      throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501, {
        Header: 'If-None-Match',
      });
    }
    if (existing) throw preconditionFailed('If-None-Match');
  }
  if (ifMatch !== undefined) {
    if (!existing) throw noSuchKey(key);
    if (!matches(ifMatch, existing)) throw preconditionFailed('If-Match');
  }
}

/** Something else was written between the beginning and the end of a conditional upload. */
export function checkAtCommit(headers: IncomingHttpHeaders, key: string, existing: StoredObject | undefined): void {
  try {
    checkWrite(headers, key, existing);
  } catch {
    throw new AwsError(
      'ConditionalRequestConflict',
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      409,
      { Condition: headers['if-match'] === undefined ? 'If-None-Match' : 'If-Match' },
    );
  }
}

/** A delete of nothing succeeds even with `If-Match: "etag"`. */
export function checkDelete(headers: IncomingHttpHeaders, existing: StoredObject | undefined): void {
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (existing ? !matches(ifMatch, existing) : ifMatch === '*') throw preconditionFailed('If-Match');
}

/** For reads: 304 where the client already has it. */
export function notModified(headers: IncomingHttpHeaders, object: StoredObject): boolean {
  const modified = Math.floor(Date.parse(object.modified) / 1000) * 1000;
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && !matches(ifMatch, object)) throw preconditionFailed('If-Match');
  const unmodifiedSince = headers['if-unmodified-since'];
  if (ifMatch === undefined && unmodifiedSince && modified > Date.parse(unmodifiedSince)) throw preconditionFailed('If-Unmodified-Since');
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object);
  const modifiedSince = headers['if-modified-since'];
  return modifiedSince !== undefined && modified <= Date.parse(modifiedSince);
}

function matches(header: string, object: StoredObject): boolean {
  return header.split(',').some((entry) => {
    const tag = entry.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
    return tag === '*' || tag === object.etag;
  });
}
