/**
 * How the parts of the embedded endpoint fit together. Two kinds of part: a **service** speaks an AWS wire protocol and
 * owns its state; a **resource provider** lets the CloudFormation engine create one resource type by calling services
 * in process. Adding a service is one folder below `services/` and one line in `services/index.ts`.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface LocalRequest {
  readonly method: string;
  /** Path and query as sent, e.g. `/2015-03-31/functions?MaxItems=10`. */
  readonly url: URL;
  /** The request target byte for byte: `URL` resolves dot segments, which are legal in S3 keys. */
  readonly target?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Who signed the request: parsed from the SigV4 credential scope, never a real credential check. */
  readonly principal: Principal;
}

export interface LocalResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer | NodeJS.ReadableStream;
}

/** The deployer (full rights) or a role session that the endpoint gave to a function (its role's policies are enforced). */
export type Principal =
  | { readonly kind: 'root' }
  | { readonly kind: 'role'; readonly roleArn: string; readonly sessionName?: string }
  | { readonly kind: 'anonymous' };

/** One AWS service, chosen by the service name in the request's SigV4 credential scope. */
export interface Service {
  /** SigV4 signing name: `cloudformation`, `s3`, `dynamodb`, `lambda`, `apigateway`, `sts`, `iam`, `logs`, `scheduler`, `events`, `cloudfront`. */
  readonly name: string;
  handle(request: LocalRequest): Promise<LocalResponse>;
  /** Operation of a request for the request log, where neither `X-Amz-Target` nor `Action` names it (REST protocols). */
  operationOf?(request: LocalRequest): string;
  /** Read state from disk, start timers and fronts. */
  start(): Promise<void>;
  /** Flush and stop everything the service started. */
  stop(): Promise<void>;
}

/** What every part gets: where and who it is, and the other services (by their own exported types). */
export interface LocalEnvironment {
  /** `000000000000`. */
  readonly account: string;
  readonly partition: 'aws';
  readonly urlSuffix: 'amazonaws.com';
  /** Absolute folder for this part's files (each service uses its own subfolder). */
  readonly directory: string;
  /** `http://127.0.0.1:PORT` of the endpoint itself. */
  readonly endpoint: string;
  /**
   * Opens a data-plane front (an API, a function URL, a distribution) on a loopback port of its own, so that origins and root
   * paths are as on AWS. The port given to `id` is kept across restarts where it is free. Returns `http://127.0.0.1:PORT`.
   */
  openFront(id: string, handler: FrontHandler): Promise<string>;
  closeFront(id: string): Promise<void>;
  /** Whether `host:port` is one of the open fronts. */
  isFront(host: string): boolean;
  /** Tells `proj dev` and the request log about something that happened. */
  log(entry: Readonly<Record<string, unknown>>): void;
}

export type FrontHandler = (request: LocalRequest) => Promise<LocalResponse>;

export interface ProviderContext {
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Stack tags, to be put on the resource as CloudFormation does. */
  readonly tags: Readonly<Record<string, string>>;
  /** `<stack>-<logicalId>-<12 random characters>`, cut to `limit`, as CloudFormation names what the template does not. */
  generatedName(limit: number, options?: { readonly lowerCase?: boolean }): string;
}

export interface ProvidedResource {
  /** What `Ref` gives and `PhysicalResourceId` shows. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives; dotted names as keys (`Endpoint.Address`). */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Creates, updates and deletes one resource type. Whether a change replaces is the engine's business, from the schema. */
export interface ResourceProvider {
  /** `AWS::DynamoDB::Table` */
  readonly type: string;
  create(properties: Properties, context: ProviderContext): Promise<ProvidedResource>;
  /**
   * In place; properties have been through the intrinsics. During a rollback `previous` is what the failed update attempted, which may
   * never have been reached: compare with the resource as it is.
   */
  update(physicalId: string, properties: Properties, previous: Properties, context: ProviderContext): Promise<ProvidedResource>;
  /** A resource that is already gone is no error. Throws `ProviderError` for what AWS refuses (a bucket that is not empty). */
  delete(physicalId: string, properties: Properties, context: ProviderContext): Promise<void>;
  /** The resource as it is, by physical id; `undefined` if there is none. For imports, name conflicts and `existing:`. */
  read(physicalId: string, region: string): Promise<ProvidedResource | undefined>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** A refusal by the service behind a resource: the engine shows it as CloudFormation does, with the handler error code. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  constructor(
    /** `AlreadyExists`, `InvalidRequest`, `NotFound`, `ResourceConflict`, `AccessDenied`, `NotUpdatable`, … */
    readonly handlerErrorCode: string,
    message: string,
    /** The service's own words in the event: `Lambda`, `DynamoDb`, … */
    readonly service: string,
    readonly statusCode = 400,
  ) {
    super(message);
  }
}
