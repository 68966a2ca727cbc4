/** Values that `${ssm:/path}` names. */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { calling } from './errors.ts';
import type { Connection } from './settings.ts';

/** Never decrypts: a secret does not travel through the deployer. */
export async function readParameter(
  { client, endpoint }: Connection,
  name: string,
): Promise<{ readonly value: string; readonly secure: boolean } | undefined> {
  const ssm = new SSMClient(client);
  return calling(
    'ssm:GetParameter',
    endpoint,
    async () => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
      return Parameter && { value: Parameter.Value ?? '', secure: Parameter.Type === 'SecureString' };
    },
    (error) => (error === 'ParameterNotFound' ? { value: undefined } : undefined),
  );
}
