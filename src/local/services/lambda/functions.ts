/** A function's configuration: what is stored, its defaults and what AWS refuses in it. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { Statement } from '../iam/policy.ts';
import type { StoredCode } from './code.ts';

export interface FunctionRecord {
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly settings: FunctionSettings;
  readonly code: StoredCode;
  readonly lastModified: string;
  readonly revisionId: string;
  /** Changes with code and configuration, not with policy or URL: environments of another one are not used any more. */
  readonly generation: string;
  readonly policy: readonly Statement[];
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly url?: UrlSettings;
  readonly eventInvoke?: EventInvokeSettings;
}

/** Names as in CloudFormation and in the API, which agree. */
export interface FunctionSettings {
  readonly Runtime: string;
  readonly Handler: string;
  readonly Role: string;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Environment: Readonly<Record<string, string>>;
  readonly Architectures: readonly string[];
  readonly TracingMode: 'Active' | 'PassThrough';
  readonly EphemeralStorageSize: number;
  readonly LoggingConfig: LoggingConfig;
}

export interface LoggingConfig {
  readonly LogGroup: string;
  readonly LogFormat: 'Text' | 'JSON';
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
}

export interface UrlSettings {
  readonly AuthType: 'NONE' | 'AWS_IAM';
  readonly InvokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly Cors?: Readonly<Record<string, unknown>>;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
}

export interface EventInvokeSettings {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
}

type Input = Readonly<Record<string, unknown>>;

const RUNTIME = /^(nodejs\d+\.x|python3\.\d+|ruby\d\.\d|java\d+(\.al2)?|dotnet(core)?\d(\.\d)?|go1\.x|provided(\.al2(023)?)?)$/;
const NO_LONGER_CREATED = /^(nodejs(4|6|8|10|12|14|16)\.x|python3\.[67]|go1\.x|java8|provided|ruby2\.\d|dotnetcore.*)$/;
/** AWS's list, without those that a function may set (`AWS_XRAY_…`, `TZ`, `LANG`, `PATH`, `NODE_OPTIONS`). */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

export function checkName(name: unknown): string {
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    throw validation(
      `Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+`,
    );
  }
  return name;
}

/** `previous` has what stays where the input is silent: an update through the API. */
export function settingsFrom(name: string, input: Input, previous?: FunctionSettings): FunctionSettings {
  refuseNotEmulated(input);
  const environment = input.Environment === undefined ? undefined : variables(input.Environment);
  return {
    Runtime: runtime(input.Runtime ?? previous?.Runtime),
    Handler: handler(input.Handler ?? previous?.Handler),
    Role: role(input.Role ?? previous?.Role),
    Description: String(input.Description ?? previous?.Description ?? ''),
    Timeout: between('timeout', input.Timeout ?? previous?.Timeout ?? 3, 1, 900),
    MemorySize: between('memorySize', input.MemorySize ?? previous?.MemorySize ?? 128, 128, 10_240),
    Environment: environment ?? previous?.Environment ?? {},
    Architectures: architectures(input.Architectures ?? previous?.Architectures ?? ['x86_64']),
    TracingMode: member(input.TracingConfig, 'Mode') === 'Active' ? 'Active' : (previous?.TracingMode ?? 'PassThrough'),
    EphemeralStorageSize: between(
      'ephemeralStorage.size',
      member(input.EphemeralStorage, 'Size') ?? previous?.EphemeralStorageSize ?? 512,
      512,
      10_240,
    ),
    LoggingConfig: logging(name, input.LoggingConfig, previous?.LoggingConfig),
  };
}

function refuseNotEmulated(input: Input): void {
  const notEmpty = (value: unknown) => Array.isArray(value) && value.length > 0;
  const found =
    (input.PackageType === 'Image' && 'container images') ||
    (notEmpty(input.Layers) && 'layers') ||
    (notEmpty(input.FileSystemConfigs) && 'file systems') ||
    (member(input.DeadLetterConfig, 'TargetArn') && 'a DeadLetterConfig');
  if (found) throw new AwsError('InvalidParameterValueException', `The embedded endpoint runs no functions with ${found}.`);
}

function runtime(value: unknown): string {
  if (value === undefined) throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  const name = String(value);
  if (!RUNTIME.test(name)) {
    throw invalid(`Value ${name} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set or be a valid ARN`);
  }
  if (NO_LONGER_CREATED.test(name)) {
    throw invalid(
      `The runtime parameter of ${name} is no longer supported for creating or updating AWS Lambda functions. ` +
        'We recommend you use a supported runtime while creating or updating functions.',
    );
  }
  return name;
}

function handler(value: unknown): string {
  if (value === undefined) throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  if (!/^\S{1,128}$/.test(String(value))) {
    throw validation(`Value '${value}' at 'handler' failed to satisfy constraint: Member must satisfy regular expression pattern: [^\\s]+`);
  }
  return String(value);
}

function role(value: unknown): string {
  if (typeof value !== 'string' || !/^arn:aws:iam::\d{12}:role\/[\w+=,.@\-/]+$/.test(value)) {
    throw validation(
      `Value '${value ?? ''}' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+`,
    );
  }
  return value;
}

function variables(environment: unknown): Record<string, string> {
  const given = Object.entries((member(environment, 'Variables') as Input | undefined) ?? {});
  const result = Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
  const malformed = given.find(([key]) => !/^[A-Za-z]\w+$/.test(key) && !RESERVED_VARIABLES.has(key));
  if (malformed) {
    throw validation(
      `Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    );
  }
  const reserved = Object.keys(result).filter((key) => RESERVED_VARIABLES.has(key));
  const because = 'Lambda was unable to configure your environment variables because the environment variables you have provided';
  if (reserved.length > 0) {
    throw invalid(
      `${because} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const text = JSON.stringify(result);
  if (Buffer.byteLength(text) > 4096 + 2) throw invalid(`${because} exceeded the 4KB limit. String measured: ${text}`);
  return result;
}

function architectures(value: unknown): string[] {
  const list = Array.isArray(value) ? value.map(String) : [];
  if (list.length !== 1 || !['x86_64', 'arm64'].includes(list[0] ?? '')) {
    throw validation(
      `Value '[${list.join(', ')}]' at 'architectures' failed to satisfy constraint: Member must satisfy enum value set: [x86_64, arm64]`,
    );
  }
  return list;
}

function logging(name: string, value: unknown, previous: LoggingConfig | undefined): LoggingConfig {
  const given = (value ?? {}) as Partial<LoggingConfig>;
  const format = given.LogFormat ?? previous?.LogFormat ?? 'Text';
  if (format === 'Text' && (given.ApplicationLogLevel || given.SystemLogLevel)) {
    throw invalid('ApplicationLogLevel and SystemLogLevel cannot be set for functions with Text log format.');
  }
  const levels =
    format === 'JSON'
      ? {
          ApplicationLogLevel: given.ApplicationLogLevel ?? previous?.ApplicationLogLevel ?? 'INFO',
          SystemLogLevel: given.SystemLogLevel ?? previous?.SystemLogLevel ?? 'INFO',
        }
      : {};
  return { LogGroup: given.LogGroup ?? previous?.LogGroup ?? `/aws/lambda/${name}`, LogFormat: format, ...levels };
}

function between(name: string, value: unknown, least: number, most: number): number {
  const number = Number(value);
  if (number >= least && number <= most && Number.isInteger(number)) return number;
  const bound = number < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(`Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Input)[name] : undefined;
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${message}`);
}
