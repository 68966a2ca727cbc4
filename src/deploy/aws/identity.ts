/** Whose credentials these are. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { calling } from './errors.ts';
import type { Connection } from './settings.ts';

export async function readIdentity({ client, endpoint }: Connection): Promise<{ readonly account: string; readonly partition: string }> {
  const sts = new STSClient(client);
  const { Account, Arn } = await calling('sts:GetCallerIdentity', endpoint, () => sts.send(new GetCallerIdentityCommand({})));
  return { account: Account ?? '', partition: Arn?.split(':')[1] ?? 'aws' };
}
