/** Whose credentials these are, and whether a region takes them. STS answers everybody: no permission is needed, and none takes it away. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ProjError } from '../../core/errors.ts';
import { stop } from '../failure.ts';
import { calling } from './errors.ts';
import type { Connection } from './settings.ts';

type Connect = (region: string) => Connection;

export interface Identity {
  readonly account: string;
  readonly partition: string;
}

export async function readIdentity(connect: Connect, region: string): Promise<Identity> {
  try {
    return await callerIdentity(connect(region));
  } catch (error) {
    const why = await faultBehind(error, connect, region);
    throw why === undefined ? error : stop(1, 'E5040', { region, why }, { path: ['region'] }, error);
  }
}

/** Why the account can't use the region, as the end of a sentence; `undefined` where it can. */
export async function regionFault(connect: Connect, region: string): Promise<string | undefined> {
  try {
    await callerIdentity(connect(region));
    return undefined;
  } catch (error) {
    const why = await faultBehind(error, connect, region);
    if (why === undefined) throw error;
    return why;
  }
}

/** What is refused here and taken elsewhere is the region's fault, else that of the credentials or the network. */
async function faultBehind(error: unknown, connect: Connect, region: string): Promise<string | undefined> {
  const why = possibleFault(error);
  const elsewhere = connect(alwaysEnabled(region));
  if (why === undefined || elsewhere.endpoint !== undefined || elsewhere.region === region) return undefined;
  return callerIdentity(elsewhere).then(
    () => why,
    () => undefined,
  );
}

async function callerIdentity({ client, endpoint }: Connection): Promise<Identity> {
  const sts = new STSClient(client);
  const { Account, Arn } = await calling('sts:GetCallerIdentity', endpoint, () => sts.send(new GetCallerIdentityCommand({})));
  return { account: Account ?? '', partition: Arn?.split(':')[1] ?? 'aws' };
}

function possibleFault(error: unknown): string | undefined {
  if (!(error instanceof ProjError)) return undefined;
  if (error.failure.code === 'E5003') return 'is not enabled for this account';
  return (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOTFOUND' ? 'does not exist' : undefined;
}

/** A region of the same partition that no account can switch off. */
function alwaysEnabled(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1';
  return region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1';
}
