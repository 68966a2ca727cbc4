/** How a client of the SDK is set up: region, endpoint, credentials, patience. */
import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import type { Limiter } from '../limiter.ts';

type Credentials = NonNullable<CloudFormationClientConfig['credentials']>;

export interface CloudSettings {
  readonly region: string;
  readonly profile?: string;
  /** A role to assume for everything. */
  readonly roleArn?: string;
  /** Instead of AWS: the embedded endpoint, LocalStack, MiniStack, moto or a VPC endpoint. */
  readonly endpointUrl?: string;
  /** `endpointUrl` is the embedded endpoint: dummy credentials, nobody's own are looked at. */
  readonly local: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Connection {
  readonly region: string;
  readonly endpoint?: string;
  readonly loopback: boolean;
  /** What every client takes. */
  readonly client: ClientSettings;
}

/** A connection of a known account: what the parts of a `Region` work with. */
export interface AccountConnection extends Connection {
  readonly account: string;
  readonly partition: string;
  readonly limit: Limiter;
}

export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
}

const DUMMY: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

// Which Node.js versions proj supports is its own business (`engines`): the SDK's notice would stand in every run's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

export async function connection(settings: CloudSettings): Promise<(region: string) => Connection> {
  const endpoint = settings.endpointUrl ?? (settings.local ? undefined : settings.environment.AWS_ENDPOINT_URL);
  if (settings.local && !endpoint) throw new Error('a local deploy needs its endpoint');
  const loopback = endpoint !== undefined && isLoopback(endpoint);
  const credentials = await credentialsFor(settings, loopback);
  return (region) => ({
    region,
    loopback,
    ...(endpoint !== undefined && { endpoint }),
    client: {
      region,
      ...(endpoint !== undefined && { endpoint }),
      ...(credentials && { credentials }),
      // The standard mode waits longer each time, with a cap of 20 s: a long throttling never looks like a hang.
      maxAttempts: loopback ? 3 : 7,
      retryMode: 'standard',
    },
  });
}

/** `undefined`: the SDK's own chain. It is never asked for an endpoint on this machine: it could reach out to a real account. */
async function credentialsFor(
  { local, profile, roleArn, region, environment }: CloudSettings,
  loopback: boolean,
): Promise<Credentials | undefined> {
  if (local) return DUMMY;
  if (loopback) return fromEnvironment(environment) ?? DUMMY;
  if (!profile && !roleArn) return undefined;
  const providers = await import('@aws-sdk/credential-providers');
  const own = providers.fromNodeProviderChain(profile ? { profile } : {});
  if (!roleArn) return own;
  return providers.fromTemporaryCredentials({
    masterCredentials: own,
    params: { RoleArn: roleArn, RoleSessionName: 'proj' },
    clientConfig: { region },
  });
}

function fromEnvironment(environment: CloudSettings['environment']): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname.endsWith('.localhost');
}
