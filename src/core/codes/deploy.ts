/** E5: credentials, AWS, guards, stacks. */
import { code } from './entry.ts';

export const deploy = {
  // Reaching AWS
  E5001: code<{ cause: string }>({
    title: 'No AWS credentials',
    text: ({ cause }) => `no AWS credentials were found: ${cause}`,
    hint: () => 'set AWS_PROFILE or `profile:` in app.yml, run `aws sso login`, or deploy to this machine with `--local`',
  }),
  E5002: code<{ cause: string }>({
    title: 'Expired AWS credentials',
    text: ({ cause }) => `the AWS credentials have expired: ${cause}`,
    hint: () => 'renew them (for example `aws sso login`) and run the same command again: what was started is picked up where it is',
  }),
  E5003: code<{ cause: string }>({
    title: 'AWS does not accept the credentials',
    text: ({ cause }) => `AWS does not accept these credentials: ${cause}`,
    hint: () => 'check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE; `aws sts get-caller-identity` shows who you are',
  }),
  E5004: code<{ endpoint: string; cause: string }>({
    title: 'AWS cannot be reached',
    text: ({ endpoint, cause }) => `${endpoint} cannot be reached: ${cause}`,
    hint: () => "check the network, a proxy, the region and `--endpoint-url`; for this machine's own endpoint: `proj local start`",
  }),
  E5005: code<{ operation: string; cause: string }>({
    title: 'Not permitted',
    text: ({ operation, cause }) => `${operation} is not permitted: ${cause}`,
    hint: () => 'give the deploying identity this permission; `deploy.roleArn` names a role to assume',
  }),
  E5006: code<{ operation: string; cause: string }>({
    title: 'AWS refused a call',
    text: ({ operation, cause }) => `${operation} failed: ${cause}`,
  }),
  E5007: code<{ operation: string }>({
    title: 'Throttled by AWS',
    text: ({ operation }) => `AWS kept throttling ${operation}`,
    hint: () => 'run the same command again in a minute: what is done stays done',
  }),

  // Guards
  E5010: code<{ wanted: string; actual: string }>({
    title: 'Wrong account',
    text: ({ wanted, actual }) => `these credentials are of account ${actual}, but the app is for account ${wanted}`,
    hint: () => 'use the credentials of the right account, or change `account:`',
  }),
  E5011: code<{ name: string; region: string }>({
    title: 'A stack of somebody else',
    text: ({ name, region }) => `the stack ${name} in ${region} is not of this app and stage: it is not touched`,
    hint: () => 'choose another app, stage or stack name, or delete that stack yourself',
  }),
  E5012: code<{ stack: string; from: string; to: string }>({
    title: 'The region of a stack changes',
    text: ({ stack, from, to }) => `the stack ${stack} is deployed in ${from}; in ${to} it would be a new, empty one`,
    hint: ({ stack }) =>
      `write \`allowRegionChange: [${stack}]\` if that is meant; the stack in the old region stays until \`proj deploy --prune\``,
  }),
  E5013: code<{ what: string; change: 'removed' | 'replaced'; fate: string; why: string; permission: string }>({
    title: 'Data or an address would be lost',
    text: ({ what, change, fate, why }) => `${what} would be ${change} (${why}): ${fate}`,
    hint: ({ permission }) => `undo the change, or write \`allowDataLoss: [${permission}]\` in app.yml if the loss is meant`,
  }),
  E5014: code<{ what: string; change: 'removed' | 'replaced'; why: string; stage: string }>({
    title: 'Data or an address would be lost on a protected stage',
    text: ({ what, change, why, stage }) => `${what} would be ${change} (${why}), and the stage ${stage} is protected`,
    hint: () => 'undo the change; a protected stage never loses data. Without `protect: true` a line `allowDataLoss` permits it',
  }),
  E5015: code<{ stage: string }>({
    title: 'A protected stage is not removed',
    text: ({ stage }) => `the stage ${stage} is protected: nothing of it is removed`,
    hint: () => 'take `protect: true` out of app.yml, deploy, and then remove',
  }),
  E5016: code<{ what: string }>({
    title: 'The deployed state changed meanwhile',
    text: ({ what }) => `since the plan was made the deployed state has changed: ${what}`,
    hint: () => 'look at the new plan with `proj diff` and run the command again',
  }),
  E5017: code<{ stack: string; what: string }>({
    title: 'More than was planned',
    text: ({ stack, what }) => `CloudFormation would change more in ${stack} than the plan showed: ${what}`,
    hint: () => 'nothing of it was done; run the command again to see and confirm the full plan',
  }),
  E5018: code<{ bucket: string }>({
    title: 'The asset bucket belongs to another account',
    text: ({ bucket }) => `the bucket ${bucket} belongs to another account: nothing is put into it`,
    hint: () => 'someone has taken the name; use another region or ask AWS support to have it released',
  }),
  E5019: code<{ stack: string; users: string }>({
    title: 'Still in use',
    text: ({ stack, users }) => `${stack} is still used by ${users}`,
    hint: ({ users }) => `remove ${users} as well, or first`,
  }),

  // Stacks
  E5020: code<{ reason: string }>({
    title: 'A resource failed',
    text: ({ reason }) => reason,
  }),
  E5021: code<{ stack: string; reason: string }>({
    title: 'CloudFormation refused the change',
    text: ({ stack, reason }) => `CloudFormation refused the change of ${stack}: ${reason}`,
  }),
  E5022: code<{ name: string; status: string; why: string }>({
    title: 'A stack needs a hand',
    text: ({ name, status, why }) => `the stack ${name} is in ${status}: ${why}`,
  }),
  E5023: code<{ stack: string; output: string }>({
    title: 'An output is missing',
    text: ({ stack, output }) => `the stack ${stack} is deployed, but has no output ${output}`,
    hint: ({ stack }) => `deploy ${stack} as well`,
  }),
  E5024: code<{ reference: string; why: string }>({
    title: 'A value outside the app is missing',
    text: ({ reference, why }) => `${reference} ${why}`,
  }),
  E5025: code<{ stack: string; reason: string }>({
    title: 'A stack could not be removed',
    text: ({ stack, reason }) => `${stack} could not be removed wholly: ${reason}`,
  }),
  E5026: code<{ stack: string; producer: string }>({
    title: 'A needed stack is not deployed',
    text: ({ stack, producer }) => `${stack} needs ${producer}, which is not deployed and not among the stacks to deploy`,
    hint: ({ producer }) => `deploy ${producer} too`,
  }),
  E5027: code<{ name: string }>({
    title: 'No such stack',
    text: ({ name }) => `the app has no stack ${name}`,
  }),
  E5028: code<{ owner: string }>({
    title: 'The lock was taken over',
    text: ({ owner }) => `another deploy (${owner}) took over the lock: this one stops writing`,
    hint: () => 'this happens when a run was suspended for longer than a minute; run the command again',
  }),
  E5029: code<{ construct: string; from: string; to: string }>({
    title: 'A construct moves against the order of its stacks',
    text: ({ construct, from, to }) =>
      `${construct} moves from ${from} to ${to}, but ${from} still needs ${to}: ${to} cannot take it before ${from} has let it go`,
    hint: ({ from, to }) => `leave it in ${from}, or deploy once without what makes ${from} need ${to}`,
  }),

  E5033: code<{ construct: string; from: string; to: string }>({
    title: 'A stack that is no longer declared holds what another takes',
    text: ({ construct, from, to }) =>
      `${construct} belongs to ${to} now, but the stack ${from}, which is no longer declared, still holds it`,
    hint: ({ from, to }) => `\`proj deploy --prune\` removes ${from} first; what is kept then goes over to ${to} with its data`,
  }),
  E5035: code<{ construct: string; name: string; properties: string }>({
    title: 'A kept resource is not what is declared now',
    text: ({ construct, name, properties }) =>
      `${construct} would take back ${name}, which was kept and has another ${properties}: it can't become what is declared`,
    hint: () => 'declare it as it was, or give it another `name:`; the kept one stays as it is',
  }),
  E5034: code<{ name: string }>({
    title: 'Termination protection is on',
    text: ({ name }) => `the stack ${name} was deployed with \`protect: true\`: CloudFormation does not let it go`,
    hint: () => 'deploy once without `protect: true`, and then remove it',
  }),

  E5032: code<{ cause: string }>({
    title: 'The embedded endpoint does not start',
    text: ({ cause }) => `the embedded endpoint does not start: ${cause}`,
    hint: () => '`.proj/local/endpoint.log` says more; `proj local reset` begins anew, without what was stored there',
  }),

  // Functions
  E5030: code<{ name: string; known: string }>({
    title: 'No such function',
    text: ({ name, known }) => `there is no function ${name}; there are: ${known}`,
  }),
  E5036: code<{ name: string; functions: string }>({
    title: 'Several functions',
    text: ({ name, functions }) => `${name} has several functions: ${functions}`,
    hint: () => 'name one of them',
  }),
  E5031: code<{ stage: string }>({
    title: 'Not deployed',
    text: ({ stage }) => `nothing of this app is deployed to stage ${stage}`,
    hint: () => 'deploy it first: `proj deploy`, with the same `--stage`, `--local` or `--endpoint-url`',
  }),

  // What `validate --online` finds beside the others
  E5040: code<{ region: string; why: string }>({
    title: 'A region that can not be used',
    text: ({ region, why }) => `the region ${region} ${why}`,
    hint: () => "choose another region; those that are not enabled from the start are switched on in the account's settings",
  }),
  E5041: code<{ what: string; why: string }>({
    title: 'Could not be checked',
    severity: 'warning',
    text: ({ what, why }) => `${what} could not be checked: ${why}`,
  }),
  E5042: code<{ what: string }>({
    title: 'A name is taken',
    text: ({ what }) => `there is already a ${what} that is not of this app and stage`,
    hint: () => 'give this one another `name:`, or delete that one if nobody needs it',
  }),
  E5043: code<{ quota: string; region: string; uses: string }>({
    title: 'A quota is used up',
    text: ({ quota, region, uses }) => `the quota of ${quota} in ${region} is too small: ${uses}`,
    hint: () => 'ask for more in Service Quotas, or give up what nobody needs',
  }),
  E5044: code<{ quota: string; region: string; uses: string }>({
    title: 'A quota is nearly used up',
    severity: 'warning',
    text: ({ quota, region, uses }) => `the quota of ${quota} in ${region} is nearly used up: ${uses}`,
    hint: () => 'ask for more in Service Quotas before a deploy needs it',
  }),

  // Hooks
  E5060: code<{ hook: string; command: string; ended: string; lines: readonly string[] }>({
    title: 'A hook failed',
    text: ({ hook, command, ended }) => `the hook \`${hook}\` failed: \`${command}\` ${ended}`,
    hint: ({ lines }) => (lines.length === 0 ? 'it wrote nothing' : `its last lines:\n${lines.join('\n')}`),
  }),
  E5061: code<{ hook: string }>({
    title: 'A hook was interrupted',
    text: ({ hook }) => `the hook \`${hook}\` was interrupted`,
  }),
} as const;
