/**
 * What runs a Node.js function in its process, as AWS's own runtime does: asks the Lambda Runtime API for the next event,
 * calls the handler, posts what it gives. Plain JavaScript without dependencies, started by `execution-environment.ts`.
 */
import { statSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const API = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const LOG_FORMAT = process.env.AWS_LAMBDA_LOG_FORMAT ?? 'Text';
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const LOWEST_LEVEL = LOG_FORMAT === 'JSON' ? Math.max(0, LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? 'INFO')) : 0;
/** Node.js 24 dropped callbacks and what goes with them. */
const CALLBACKS = /nodejs(18|20|22)\.x$/.test(process.env.AWS_EXECUTION_ENV ?? '');
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const logFd = Number(process.env._LAMBDA_TELEMETRY_LOG_FD);
delete process.env._LAMBDA_TELEMETRY_LOG_FD;
watchEndpoint(Number(process.env._ENDPOINT_LIFELINE_FD));
delete process.env._ENDPOINT_LIFELINE_FD;
let requestId;
/** What the end of the event loop means for the invocation that runs. */
let onIdle;

class RuntimeError extends Error {
  constructor(name, message, stack) {
    super(message);
    this.name = `Runtime.${name}`;
    if (stack) this.stack = stack;
  }
}

// ---------------------------------------------------------------------------------------------------------------- logging

function log(level, message, ...parameters) {
  if (LEVELS.indexOf(level) < LOWEST_LEVEL) return;
  const now = new Date();
  const line = LOG_FORMAT === 'JSON' ? jsonLine(now, level, message, parameters) : textLine(now, level, message, parameters);
  const content = Buffer.from(line);
  const frame = Buffer.alloc(16 + content.length);
  frame.writeUInt32BE(0xa55a0003, 0);
  frame.writeUInt32BE(content.length, 4);
  frame.writeBigInt64BE(BigInt(now.getTime()) * 1000n, 8);
  content.copy(frame, 16);
  for (let written = 0; written < frame.length; ) written += writeSync(logFd, frame, written);
}

function textLine(now, level, message, parameters) {
  return `${now.toISOString()}\t${requestId}\t${level}\t${format(message, ...parameters)}\n`;
}

function jsonLine(now, level, message, parameters) {
  const entry = { timestamp: now.toISOString(), level, requestId };
  if (parameters.length > 0) {
    entry.message = format(message, ...parameters);
    const error = parameters.find((parameter) => parameter instanceof Error);
    if (error) Object.assign(entry, errorMembers(error));
    return JSON.stringify(entry);
  }
  try {
    const plain = (_key, value) => (value instanceof Error ? { ...errorMembers(value), ...value } : value);
    return JSON.stringify({ ...entry, message }, plain);
  } catch {
    return JSON.stringify({ ...entry, message: format(message) });
  }
}

function errorMembers(error) {
  return { errorType: error.constructor?.name ?? 'UnknownError', errorMessage: error.message, stackTrace: error.stack?.split('\n') ?? [] };
}

function patchConsole() {
  const methods = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE', fatal: 'FATAL' };
  for (const [method, level] of Object.entries(methods)) console[method] = (...parameters) => log(level, ...parameters);
}

function logError(title, error) {
  if (LOG_FORMAT === 'JSON') return log('ERROR', error);
  const expand = (_key, value) =>
    value instanceof Error
      ? { errorType: value.name, errorMessage: value.message, code: value.code, ...value, stack: value.stack?.split('\n') }
      : value;
  let detail;
  try {
    detail = JSON.stringify(error, expand);
  } catch {
    detail = JSON.stringify(errorBody(error));
  }
  log('ERROR', title, `\t${detail}`);
}

// ------------------------------------------------------------------------------------------------------------ runtime API

function errorBody(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function call(method, path, headers = {}, body) {
  return new Promise((done, fail) => {
    const outgoing = request(`${API}${path}`, { method, agent, headers: { ...memoryHeader(), ...headers } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => done({ headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on('error', fail);
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** The endpoint can't ask the operating system for this everywhere. */
function memoryHeader() {
  return { 'x-max-memory-used-kb': String(process.resourceUsage().maxRSS) };
}

function postError(path, error) {
  const body = errorBody(error);
  const headers = { 'content-type': 'application/json', 'lambda-runtime-function-error-type': encodeURI(body.errorType) };
  return call('POST', path, headers, JSON.stringify(body));
}

/** Without the endpoint there is nothing left to do. */
function gone() {
  process.exit(0);
}

/** A pipe that the endpoint holds open: its end tells, also in the middle of an invocation, that the endpoint was killed. */
function watchEndpoint(fd) {
  new Socket({ fd, readable: true, writable: false }).on('close', gone).on('error', gone).resume().unref();
}

// ---------------------------------------------------------------------------------------------------------------- handler

async function loadHandler(root, name) {
  if (name.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(name);
  const dot = file.indexOf('.');
  if (dot <= 0 || dot === file.length - 1) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const module = await loadModule(root, dirname(name), file.slice(0, dot));
  const exportName = file.slice(dot + 1);
  const handler = member(module, exportName) ?? member(module.default, exportName);
  if (!handler) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
  if (!CALLBACKS && handler.length >= 3 && !handler[STREAMING]) {
    throw new RuntimeError(
      'CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this ' +
        'function to use a supported handler signature to use Node.js 24 or later. For more information see ' +
        'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
  return handler;
}

function member(value, path) {
  return path.split('.').reduce((found, key) => found?.[key], value);
}

async function loadModule(root, folder, name) {
  const path = resolve(root, folder, name);
  try {
    const extension = ['', '.js', '.mjs', '.cjs'].find((end) => statSync(path + end, { throwIfNoEntry: false })?.isFile());
    if (extension !== undefined) return await import(pathToFileURL(path + extension).href);
    const require = createRequire(join(root, 'index.js'));
    return require(require.resolve(name, { paths: [root, join(root, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error), error.stack);
    if (error?.code === 'MODULE_NOT_FOUND') throw new RuntimeError('ImportModuleError', String(error));
    throw error;
  }
}

function createContext(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const json = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json('lambda-runtime-client-context'),
    identity: json('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

// ------------------------------------------------------------------------------------------------------------- invocation

/** Settles with what a buffered handler gives, in whichever of the three styles it gives it. */
function callBuffered(handler, event, context) {
  return new Promise((succeed, fail) => {
    onIdle = () => succeed(null);
    if (!CALLBACKS) return void Promise.resolve(handler(event, context)).then(succeed, fail);
    let wait = true;
    const finish = (settle) => {
      if (wait) onIdle = settle;
      else settle();
    };
    const callback = (error, result) =>
      finish(() => (error === undefined || error === null ? succeed(result) : fail(callbackError(error))));
    const now = (settle) => (value) => {
      wait = false;
      settle(value);
    };
    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      enumerable: true,
      get: () => wait,
      set: (value) => {
        wait = Boolean(value);
      },
    });
    context.succeed = now((result) => callback(null, result));
    context.fail = now((error) => callback(error ?? 'handled'));
    context.done = now(callback);
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(context.succeed, now(fail));
  });
}

function callbackError(error) {
  return error instanceof Error ? error : Object.assign(new Error(String(error)), { name: typeof error });
}

class ResponseStream extends Writable {
  #path;
  #outgoing;
  #contentType = 'application/octet-stream';
  #prelude;
  /** Settles when the endpoint has taken the last byte. */
  done;

  constructor(path) {
    super();
    this.#path = path;
  }

  get opened() {
    return this.#outgoing !== undefined;
  }

  setContentType(type) {
    if (this.opened) throw new RuntimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
    this.#contentType = type;
  }

  setPrelude(metadata) {
    this.setContentType(PRELUDE_TYPE);
    this.#prelude = JSON.stringify(metadata);
  }

  write(chunk, ...rest) {
    const plain = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(plain ? chunk : JSON.stringify(chunk), ...rest);
  }

  _write(chunk, _encoding, callback) {
    this.#open().write(chunk, callback);
  }

  _final(callback) {
    this.#open().end(callback);
  }

  fail(error) {
    const body = errorBody(error);
    this.#open().addTrailers({
      'Lambda-Runtime-Function-Error-Type': encodeURI(body.errorType),
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(body)).toString('base64'),
    });
    this.end();
  }

  #open() {
    if (this.#outgoing) return this.#outgoing;
    const headers = {
      ...memoryHeader(),
      'content-type': this.#contentType,
      'lambda-runtime-function-response-mode': 'streaming',
      'transfer-encoding': 'chunked',
      trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    };
    const outgoing = request(`${API}${this.#path}`, { method: 'POST', agent, headers });
    this.#outgoing = outgoing;
    this.done = new Promise((finished) => {
      outgoing.on('error', gone);
      outgoing.on('response', (answer) => answer.resume().on('end', finished));
    });
    if (this.#prelude) {
      outgoing.write(this.#prelude);
      outgoing.write(Buffer.alloc(8));
    }
    return outgoing;
  }
}

globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = 'response';
    return handler;
  },
  HttpResponseStream: {
    from(stream, metadata) {
      stream.setPrelude(metadata);
      return stream;
    },
  },
};

async function runStreaming(handler, event, context) {
  const stream = new ResponseStream(`/invocation/${requestId}/response`);
  try {
    const result = handler(event, stream, context);
    if (typeof result?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    if ((await result) !== undefined) log('WARN', 'Streaming handlers ignore return values.');
    // A pipe that the handler didn't wait for may still be writing.
    if (!stream.writableFinished) await new Promise((finished) => stream.once('finish', finished));
    await stream.done;
  } catch (error) {
    logError('Invoke Error', error);
    if (!stream.opened) return void (await postError(`/invocation/${requestId}/error`, error));
    stream.fail(error);
    await stream.done;
  }
}

async function runBuffered(handler, event, context) {
  let body;
  try {
    const result = await callBuffered(handler, event, context);
    body = stringify(result);
  } catch (error) {
    logError('Invoke Error', error);
    return void (await postError(`/invocation/${requestId}/error`, error));
  } finally {
    onIdle = undefined;
  }
  await call('POST', `/invocation/${requestId}/response`, { 'content-type': 'application/json' }, body);
}

function stringify(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw new RuntimeError('JSONStringifyError', 'Unable to stringify response body');
  }
}

/** An error outside the handler's promise ends the invocation and the process. */
function endWith(title, error, status) {
  logError(title, error);
  const path = requestId ? `/invocation/${requestId}/error` : '/init/error';
  postError(path, error).then(() => process.exit(status), gone);
}

process.on('uncaughtException', (error) => endWith('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('UnhandledPromiseRejection', String(reason), reason?.stack);
  endWith('Unhandled Promise Rejection', Object.assign(error, { reason }), 128);
});
process.on('beforeExit', () => onIdle?.());

patchConsole();
let handler;
try {
  handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
} catch (error) {
  logError('Uncaught Exception', error);
  await postError('/init/error', error).catch(gone);
  process.exit(1);
}
for (;;) {
  const { headers, body } = await call('GET', '/invocation/next').catch(gone);
  requestId = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
  const context = createContext(headers);
  const event = JSON.parse(body.toString());
  await (handler[STREAMING] ? runStreaming : runBuffered)(handler, event, context).catch(gone);
}
