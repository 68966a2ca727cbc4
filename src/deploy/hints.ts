/** What to do about the errors that AWS's services are known for, by a part of their text. */

const known: readonly (readonly [RegExp, string])[] = [
  [
    /is not authorized to perform: (\S+)/i,
    'give the deploying identity (or `deploy.cloudFormationRole`) the permission $1; nothing was changed by this resource',
  ],
  [
    /NAME_CONFLICT|already exists|AlreadyExists/i,
    'something else has this name: delete or rename it, or give the construct another `name:`',
  ],
  [
    /custom-named resource requires replacing/i,
    'a resource with a fixed name cannot be replaced in place: undo the change, or give the construct another `name:`',
  ],
  [
    /Resource types not available in the embedded endpoint/i,
    'this machine has no such resource: put it into a stack with `when: { local: false }`, and what needs it too',
  ],
  [/Requires capabilities/i, 'this is a bug in proj: it always sends the IAM capabilities'],
  [/TerminationProtection is enabled/i, 'take `protect: true` out of app.yml and deploy, or switch the protection off in the console'],
  [/(NotEmpty|not empty)/i, 'empty the bucket (for example `aws s3 rm --recursive s3://NAME`) and run the command again'],
  [/cannot be assumed by Lambda/i, 'a new role was not known everywhere yet: run the deploy again'],
  [
    /ServiceLimitExceeded|limit exceeded|LimitExceeded|Maximum number of/i,
    'a quota of the account is used up: raise it in Service Quotas, or free something',
  ],
  [/Rate exceeded|Throttling/i, 'AWS was throttling: run the deploy again'],
  [/cannot be (deleted|updated) as it is in use by (\S+)/i, 'the stack $2 imports it: change that stack first'],
  [/No export named (\S+) found/i, 'deploy the stack that exports it first'],
  [/Updates are not allowed for property/i, 'AWS cannot change this property of an existing resource: undo the change'],
  [/Update of resource type is not permitted/i, 'a logical id cannot change its type: give the new resource another id'],
  [
    /No bucket named|NoSuchBucket|NoSuchKey|S3 Error Code/i,
    'a bundle is missing in the asset bucket: run the deploy again, it is uploaded again',
  ],
  [/security token .* expired|ExpiredToken/i, 'renew the credentials and run the deploy again: the operation goes on in AWS meanwhile'],
];

/** `$1`, `$2` in a hint are the parts the pattern found. */
export function hintFor(reason: string): string | undefined {
  for (const [pattern, hint] of known) {
    const found = pattern.exec(reason);
    if (found) return hint.replace(/\$(\d)/g, (_, index: string) => found[Number(index)] ?? '');
  }
  return undefined;
}
