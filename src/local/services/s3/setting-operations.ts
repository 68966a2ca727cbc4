/** Settings of a bucket that are one document each: read, replaced and removed as a whole. */
import { AwsError } from '../../protocols/aws-error.ts';
import { parseXml, type XmlElement } from '../../protocols/xml.ts';
import type { Operation } from './call.ts';
import { BUCKET_SETTINGS } from './operation.ts';
import { readPayload } from './payload.ts';
import { emptyResponse, xmlResponse } from './response.ts';

interface Setting {
  /** Root element of its document. */
  readonly root: string;
  /** The refusal where it isn't set; without it an empty document comes back. */
  readonly missing?: readonly [code: string, message: string];
}

/** What can be read and written; the sub-resources that are missing here would need something behind them that isn't emulated. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  cors: { root: 'CORSConfiguration', missing: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'] },
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    missing: ['ServerSideEncryptionConfigurationNotFoundError', 'The server side encryption configuration was not found'],
  },
  lifecycle: {
    root: 'LifecycleConfiguration',
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  ownershipControls: {
    root: 'OwnershipControls',
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  publicAccessBlock: {
    root: 'PublicAccessBlockConfiguration',
    missing: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  tagging: { root: 'Tagging', missing: ['NoSuchTagSet', 'The TagSet does not exist'] },
  versioning: { root: 'VersioningConfiguration' },
};

export const settingOperations: Readonly<Record<string, Operation>> = tabulate();

function tabulate(): Record<string, Operation> {
  const operations: Record<string, Operation> = {};
  for (const [name, { root, missing }] of Object.entries(SETTINGS)) {
    const noun = BUCKET_SETTINGS[name];
    operations[`Get${noun}`] = async ({ bucket, buckets }) => {
      const value = buckets.need(bucket).settings[name];
      if (!value && missing) throw new AwsError(missing[0], missing[1], 404, { BucketName: bucket });
      return xmlResponse(root, value ?? {});
    };
    operations[`Put${noun}`] = async ({ bucket, buckets, request }) => {
      const value = parseXml(readPayload(request).body.toString('utf8'))[root];
      if (value === undefined || (typeof value === 'string' && value.trim() !== '')) {
        throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
      }
      buckets.set(bucket, { [name]: (value || {}) as XmlElement });
      return emptyResponse(name === 'tagging' ? 204 : 200);
    };
    operations[`Delete${noun}`] = async ({ bucket, buckets }) => {
      buckets.set(bucket, { [name]: undefined });
      return emptyResponse(204);
    };
  }
  return operations;
}
