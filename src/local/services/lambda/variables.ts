/** The environment variables of a function's process: Lambda's and the function's own, nothing of the endpoint's. */
import type { Credentials } from '../iam/index.ts';
import type { FunctionRecord } from './functions.ts';

export interface Surroundings {
  readonly session: Credentials;
  readonly endpoint: string;
  /** Of the code. */
  readonly folder: string;
  readonly temporary: string;
  readonly logStream: string;
}

export function functionVariables(record: FunctionRecord, surroundings: Surroundings): Record<string, string> {
  const { settings } = record;
  return {
    ...(process.env.PATH ? { PATH: process.env.PATH } : {}),
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    // Hides the user's ~/.aws and the like from the function.
    HOME: surroundings.temporary,
    TMPDIR: surroundings.temporary,
    // On Lambda the runtime's own version of Node.js runs the function; here an older one may, and the SDK would say so in each log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...settings.Environment,
    AWS_ACCESS_KEY_ID: surroundings.session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: surroundings.session.secretAccessKey,
    AWS_SESSION_TOKEN: surroundings.session.sessionToken,
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    AWS_ENDPOINT_URL: surroundings.endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: surroundings.logStream,
    ...(settings.LoggingConfig.LogFormat === 'JSON'
      ? { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: settings.LoggingConfig.ApplicationLogLevel ?? 'INFO' }
      : {}),
    LAMBDA_TASK_ROOT: surroundings.folder,
    _HANDLER: settings.Handler,
  };
}
