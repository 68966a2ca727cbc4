/** Operations of uploads in parts. */
import { AwsError } from '../../protocols/aws-error.ts';
import { asList, parseXml } from '../../protocols/xml.ts';
import type { Operation } from './call.ts';
import { headerTags, objectHeaders } from './object-headers.ts';
import { checkKey, readSource, refuseAcl, writeObject } from './object-operations.ts';
import { readPayload } from './payload.ts';
import { checkWrite } from './preconditions.ts';
import { emptyResponse, xmlResponse } from './response.ts';

export const multipartOperations: Readonly<Record<string, Operation>> = {
  async CreateMultipartUpload(call) {
    checkKey(call.key);
    refuseAcl(call);
    const { id } = call.buckets.uploads(call.bucket).begin(call.key, objectHeaders(call), headerTags(call));
    return xmlResponse('InitiateMultipartUploadResult', { Bucket: call.bucket, Key: call.key, UploadId: id });
  },

  async UploadPart({ buckets, bucket, key, query, request }) {
    const uploads = buckets.uploads(bucket);
    const { id } = uploads.need(query.get('uploadId') ?? '', key);
    const { body, checksums } = readPayload(request);
    const part = uploads.putPart(id, Number(query.get('partNumber')), body);
    return emptyResponse(200, { etag: `"${part.etag}"`, ...checksums });
  },

  async UploadPartCopy(call) {
    const uploads = call.buckets.uploads(call.bucket);
    const { id } = uploads.need(call.query.get('uploadId') ?? '', call.key);
    const { body } = await readSource(call);
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(call.request.headers['x-amz-copy-source-range'] ?? '')) ?? [];
    if (last !== undefined && Number(last) >= body.length)
      throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
    const content = first === undefined ? body : body.subarray(Number(first), Number(last) + 1);
    const part = uploads.putPart(id, Number(call.query.get('partNumber')), content);
    return xmlResponse('CopyPartResult', { LastModified: part.modified, ETag: `"${part.etag}"` });
  },

  async CompleteMultipartUpload(call) {
    const uploads = call.buckets.uploads(call.bucket);
    const upload = uploads.need(call.query.get('uploadId') ?? '', call.key);
    const document = parseXml(readPayload({ ...call.request, headers: withoutChecksums(call.request.headers) }).body.toString('utf8'));
    const listed = asList<{ PartNumber: string; ETag: string }>((document.CompleteMultipartUpload as { Part?: unknown } | undefined)?.Part);
    if (listed.length === 0) {
      throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
    }
    checkWrite(call.request.headers, call.key, call.buckets.objects(call.bucket).get(call.key));
    const references = listed.map(({ PartNumber, ETag }) => ({ number: Number(PartNumber), etag: ETag.replace(/^"|"$/g, '') }));
    const { body, etag } = uploads.assemble(upload.id, references);
    await writeObject(call, body, { headers: upload.headers, tags: upload.tags, checksums: {}, etag });
    uploads.end(upload.id);
    return xmlResponse('CompleteMultipartUploadResult', {
      Location: `/${call.bucket}/${call.key}`,
      Bucket: call.bucket,
      Key: call.key,
      ETag: `"${etag}"`,
    });
  },

  async AbortMultipartUpload({ buckets, bucket, key, query }) {
    const uploads = buckets.uploads(bucket);
    uploads.end(uploads.need(query.get('uploadId') ?? '', key).id);
    return emptyResponse(204);
  },

  async ListParts({ buckets, bucket, key, query }) {
    const uploads = buckets.uploads(bucket);
    const { id } = uploads.need(query.get('uploadId') ?? '', key);
    return xmlResponse('ListPartsResult', {
      Bucket: bucket,
      Key: key,
      UploadId: id,
      IsTruncated: false,
      Part: uploads.parts(id).map(({ number, etag, size, modified }) => ({
        PartNumber: number,
        LastModified: modified,
        ETag: `"${etag}"`,
        Size: size,
      })),
    });
  },

  async ListMultipartUploads({ buckets, bucket }) {
    const uploads = buckets.uploads(bucket).list();
    return xmlResponse('ListMultipartUploadsResult', {
      Bucket: bucket,
      IsTruncated: false,
      Upload: uploads.map(({ id, key, started }) => ({ Key: key, UploadId: id, Initiated: started })),
    });
  },
};

/** Here the checksum headers speak of the object, not of the list of parts in the body. */
function withoutChecksums<T extends object>(headers: T): T {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-'))) as T;
}
