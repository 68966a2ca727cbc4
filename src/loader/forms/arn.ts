/** ARNs: `arn:partition:service:region:account:resource`. */
import type { Form, Misfit } from './form.ts';

const PARTS = ['arn', 'the partition', 'the service', 'the region', 'the account', 'the resource'] as const;

interface Expected {
  readonly service: string;
  /** What comes before the name in the last part. */
  readonly resource: RegExp;
  readonly resourceInWords: string;
  /** Services of the whole account have no region in their ARNs. */
  readonly regional: boolean;
  readonly example: string;
}

function arnOf(what: string, expected: Expected): Form {
  return { what, check: (text) => checkArn(text, expected) };
}

export const roleArn = arnOf('the ARN of a role', {
  service: 'iam',
  resource: /^role\/[\w+=,.@/-]+$/,
  resourceInWords: '`role/NAME`',
  regional: false,
  example: 'arn:aws:iam::123456789012:role/deploy',
});

export const policyArn = arnOf('the ARN of a policy', {
  service: 'iam',
  resource: /^policy\/[\w+=,.@/-]+$/,
  resourceInWords: '`policy/NAME`',
  regional: false,
  example: 'arn:aws:iam::123456789012:policy/boundary',
});

export const topicArn = arnOf('the ARN of an SNS topic', {
  service: 'sns',
  resource: /^[\w-]{1,256}(\.fifo)?$/,
  resourceInWords: 'the name of the topic',
  regional: true,
  example: 'arn:aws:sns:us-east-1:123456789012:deploys',
});

export const layerArn = arnOf('the ARN of a layer version', {
  service: 'lambda',
  resource: /^layer:[\w-]+:[0-9]+$/,
  resourceInWords: '`layer:NAME:VERSION`, the version a number',
  regional: true,
  example: 'arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg:3',
});

/** Of a policy: any part may be a pattern, and `*` is everything. */
export const resourceArn: Form = {
  what: 'the ARN of a resource',
  check(text) {
    if (text === '*' || text.includes('${')) return undefined;
    const parts = text.split(':');
    if (parts[0] !== 'arn') return notAnArn('arn:aws:s3:::reports/*');
    return parts.length < PARTS.length ? tooShort(parts.length) : undefined;
  },
};

function checkArn(text: string, { service, resource, resourceInWords, regional, example }: Expected): Misfit | undefined {
  const hint = `for example \`${example}\``;
  const [arn, partition = '', given = '', region = '', account = '', ...rest] = text.split(':');
  if (arn !== 'arn') return notAnArn(example);
  if (rest.length === 0) return { ...tooShort(text.split(':').length), hint };
  if (!/^aws(-[a-z]+)*$/.test(partition)) return { problem: `\`${partition}\` is no partition; most accounts are in \`aws\``, hint };
  if (given !== service) return { problem: `it is of the service \`${given}\`, not of \`${service}\``, hint };
  if (regional && region === '') return { problem: 'the region is missing', hint };
  if (!regional && region !== '') {
    return { problem: `ARNs of \`${service}\` have no region`, right: ['arn', partition, given, '', account, ...rest].join(':') };
  }
  if (!/^([0-9]{12}|aws)$/.test(account)) return { problem: 'the account must have 12 digits', hint };
  return resource.test(rest.join(':')) ? undefined : { problem: `its last part must be ${resourceInWords}`, hint };
}

function notAnArn(example: string): Misfit {
  return { problem: 'an ARN begins with `arn:`', hint: `for example \`${example}\`` };
}

function tooShort(count: number): Misfit {
  return { problem: `an ARN has six parts with \`:\` between them, and ${PARTS[count]} is missing` };
}
