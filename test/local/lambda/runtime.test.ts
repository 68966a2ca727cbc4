import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { createRole, startTestEndpoint, type TestEndpoint } from './endpoint.ts';
import { functionsOf } from './functions.ts';
import { zip } from './zip.ts';

describe('local functions', () => {
  let endpoint: TestEndpoint;
  let functions: ReturnType<typeof functionsOf>;
  before(async () => {
    endpoint = await startTestEndpoint();
    functions = functionsOf(endpoint);
  });
  after(() => endpoint.destroy());

  async function run(code: string | Buffer, settings: Parameters<typeof functions.create>[1] = {}, event: unknown = { n: 1 }) {
    return functions.invoke(await functions.create(code, settings), event);
  }

  describe('forms of handlers', () => {
    const forms: Record<string, readonly [Record<string, string>, object?]> = {
      'ES modules with top-level await': [
        { 'index.mjs': 'const n = await Promise.resolve(2); export const main = async (event) => event.n + n;' },
      ],
      'ES modules by the type of the package': [
        { 'index.js': 'export const main = async (event) => event.n + 2;', 'package.json': '{"type":"module"}' },
      ],
      CommonJS: [{ 'index.js': 'exports.main = async (event) => event.n + 2;' }],
      'CommonJS by its extension': [{ 'index.cjs': 'module.exports = { main: async (event) => event.n + 2 };' }],
      'a default export that holds the handler': [{ 'index.mjs': 'export default { main: async (event) => event.n + 2 };' }],
      'handlers that answer without a promise': [{ 'index.mjs': 'export const main = (event) => event.n + 2;' }],
      'nested folders and exports': [
        { 'src/api/list.mjs': 'export const api = { get: async (event) => event.n + 2 };' },
        { Handler: 'src/api/list.api.get' },
      ],
      'modules that import others of the package': [
        {
          'index.mjs': "import { two } from './lib/two.mjs'; export const main = async (event) => event.n + two;",
          'lib/two.mjs': 'export const two = 2;',
        },
      ],
      'callbacks before Node.js 24': [
        { 'index.js': 'exports.main = (event, context, callback) => setTimeout(callback, 5, null, event.n + 2);' },
        { Runtime: 'nodejs22.x' },
      ],
      'context.succeed before Node.js 24': [
        { 'index.js': 'exports.main = (event, context) => context.succeed(event.n + 2);' },
        { Runtime: 'nodejs20.x' },
      ],
    };
    for (const [name, [files, settings]] of Object.entries(forms)) {
      it(`runs ${name}`, async () => {
        expect((await run(zip(files), settings)).payload).to.equal(3);
      });
    }

    it('waits for the event loop after a callback, unless it is told not to', async () => {
      const code = `let late = 0; exports.main = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.wait;
        setTimeout(() => { late += 1; }, event.wait ? 50 : 5000);
        callback(null, late); };`;
      const name = await functions.create(zip({ 'index.js': code }), { Runtime: 'nodejs22.x', Timeout: 4 });
      expect((await functions.invoke(name, { wait: true })).payload).to.equal(0);
      expect((await functions.invoke(name, { wait: false })).payload).to.equal(1);
    });

    it('refuses callbacks from Node.js 24 on', async () => {
      const { payload, functionError } = await run('export const main = (event, context, callback) => callback(null, 1);');
      expect(functionError).to.equal('Unhandled');
      expect(payload).to.include({ errorType: 'Runtime.CallbackHandlerDeprecated' });
    });

    it('gives null where the handler never answers', async () => {
      expect((await run('export const main = () => new Promise(() => {});')).payload).to.equal(null);
    });

    it('runs Python where there is one', async function () {
      try {
        execFileSync('python3', ['--version'], { stdio: 'ignore' });
      } catch {
        this.skip();
      }
      const code =
        'import logging\ndef main(event, context):\n    print("printed")\n    logging.error("two\\nlines")\n    return {"n": event["n"] + 2, "left": context.get_remaining_time_in_millis() > 0}\n';
      const name = await functions.create(zip({ 'src/index.py': code }), { Runtime: 'python3.13', Handler: 'src/index.main' });
      expect((await functions.invoke(name, { n: 1 })).payload).to.deep.equal({ n: 3, left: true });
      // They come by different ways.
      const [error, printed] = functions.logged(name).sort();
      expect(printed).to.equal('printed\n');
      expect(error).to.match(/^\[ERROR\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t[0-9a-f-]{36}\ttwo\nlines\n$/);
    });

    it('refuses other runtimes when they are invoked', async () => {
      const name = await functions.create(zip({ a: '' }), { Runtime: 'java21', Handler: 'a.B' });
      let message = '';
      await functions.invoke(name).catch((error: Error) => {
        message = `${error.name}: ${error.message}`;
      });
      expect(message).to.equal(
        "InvalidRuntimeException: The function can't run here: the embedded endpoint runs Node.js and Python functions, not java21.",
      );
    });
  });

  describe('environment', () => {
    it('has what AWS gives and nothing of the endpoint', async () => {
      process.env.PROJ_TEST_SECRET = 'from the parent';
      const name = await functions.create('export const main = async () => process.env;', {
        Environment: { Variables: { TABLE: 'notes', TZ: 'Europe/Berlin' } },
        MemorySize: 256,
      });
      delete process.env.PROJ_TEST_SECRET;
      const variables = (await functions.invoke(name)).payload as Record<string, string>;
      expect(Object.keys(variables).sort()).to.deep.equal([
        'AWS_ACCESS_KEY_ID',
        'AWS_DEFAULT_REGION',
        'AWS_ENDPOINT_URL',
        'AWS_EXECUTION_ENV',
        'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
        'AWS_LAMBDA_FUNCTION_NAME',
        'AWS_LAMBDA_FUNCTION_VERSION',
        'AWS_LAMBDA_INITIALIZATION_TYPE',
        'AWS_LAMBDA_LOG_GROUP_NAME',
        'AWS_LAMBDA_LOG_STREAM_NAME',
        'AWS_LAMBDA_RUNTIME_API',
        'AWS_REGION',
        'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
        'HOME',
        'LAMBDA_TASK_ROOT',
        'LANG',
        'PATH',
        'TABLE',
        'TMPDIR',
        'TZ',
        '_HANDLER',
        '_X_AMZN_TRACE_ID',
      ]);
      expect(variables).to.include({
        AWS_ENDPOINT_URL: endpoint.url,
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        TABLE: 'notes',
        TZ: 'Europe/Berlin',
      });
      expect(variables.AWS_ACCESS_KEY_ID).to.match(/^ASIALOCAL/);
    });

    it('gives the handler its context', async () => {
      const name = await functions.create('export const main = async (event, context) => [context, context.getRemainingTimeInMillis()];', {
        Timeout: 7,
      });
      const [context, left] = (await functions.invoke(name)).payload as [Record<string, unknown>, number];
      expect(context).to.include({
        functionName: name,
        functionVersion: '$LATEST',
        memoryLimitInMB: '128',
        invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        logGroupName: `/aws/lambda/${name}`,
      });
      expect(context.awsRequestId).to.match(/^[0-9a-f-]{36}$/);
      expect(left).to.be.within(6000, 7000);
    });

    it('keeps the process for the next event, one process for each that runs at the same time', async () => {
      const name = await functions.create(
        'let count = 0; export const main = async ({ wait }) => { count += 1; await new Promise((done) => setTimeout(done, wait)); return [process.pid, count]; };',
      );
      const first = (await functions.invoke(name, { wait: 0 })).payload as number[];
      const second = (await functions.invoke(name, { wait: 0 })).payload as number[];
      expect(second).to.deep.equal([first[0], 2]);
      const both = await Promise.all([functions.invoke(name, { wait: 150 }), functions.invoke(name, { wait: 150 })]);
      expect(new Set(both.map(({ payload }) => (payload as number[])[0])).size).to.equal(2);
    });
  });

  describe('failures', () => {
    it('gives the type, message and trace of what the handler throws', async () => {
      const { payload, functionError, log } = await run('export const main = async () => { throw new TypeError("no"); };');
      expect(functionError).to.equal('Unhandled');
      expect(payload).to.include({ errorType: 'TypeError', errorMessage: 'no' });
      expect((payload as { trace: string[] }).trace[0]).to.equal('TypeError: no');
      expect(log).to.match(/\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"no","stack":\["TypeError: no"/);
    });

    it('stops a function exactly at its time-out, and the next event gets a new process', async () => {
      const code = 'export const main = async ({ wait }) => { if (wait) for (;;); return process.pid; };';
      const name = await functions.create(code, { Timeout: 1 });
      const before = (await functions.invoke(name, {})).payload;
      const began = performance.now();
      const { payload, functionError, log } = await functions.invoke(name, { wait: true });
      expect(performance.now() - began).to.be.within(1000, 2500);
      expect(functionError).to.equal('Unhandled');
      expect(payload).to.include({ errorType: 'Sandbox.Timedout' });
      expect((payload as { errorMessage: string }).errorMessage).to.match(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
      );
      expect(log).to.match(/Z [0-9a-f-]{36} Task timed out after 1\.00 seconds\n\nEND RequestId: .*\nREPORT .*\tStatus: timeout\n$/s);
      expect((await functions.invoke(name, {})).payload).not.to.equal(before);
    });

    for (const [name, code, expected] of [
      ['process.exit(0)', 'process.exit(0)', 'Runtime exited without providing a reason'],
      ['process.exit(3)', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
      ['a signal', 'process.kill(process.pid, "SIGKILL")', 'Runtime exited with error: signal: killed'],
    ] as const) {
      it(`reports ${name} as Runtime.ExitError`, async () => {
        const { payload, log } = await run(
          `export const main = async () => { ${code}; await new Promise((done) => setTimeout(done, 500)); };`,
        );
        expect(payload).to.include({ errorType: 'Runtime.ExitError' });
        expect((payload as { errorMessage: string }).errorMessage.replace(/^RequestId: \S+ Error: /, '')).to.equal(expected);
        expect(log).to.match(/\tStatus: error\tError Type: Runtime\.ExitError\n$/);
      });
    }

    it('kills a function that takes more memory outside the heap than it has', async function () {
      if (process.platform !== 'linux') this.skip();
      const code =
        'export const main = async () => { const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await new Promise((done) => setTimeout(done, 5)); } };';
      const { payload, log } = await run(code, { Timeout: 10 });
      expect(payload).to.include({ errorType: 'Runtime.ExitError' });
      expect((payload as { errorMessage: string }).errorMessage).to.match(/signal: killed$/);
      expect(log).to.match(/Max Memory Used: 128 MB\t.*Error Type: Runtime\.OutOfMemory/);
    });

    it('limits the heap by the memory of the function', async () => {
      const code = 'export const main = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };';
      const { payload, log } = await run(code, { Timeout: 20 });
      expect(payload).to.include({ errorType: 'Runtime.ExitError' });
      expect(log).to.match(/heap out of memory|Runtime\.OutOfMemory/);
    });

    it('reports an error outside the promise of the handler', async () => {
      const { payload } = await run(
        'export const main = () => { setTimeout(() => { throw new Error("late"); }, 5); return new Promise(() => {}); };',
      );
      expect(payload).to.include({ errorType: 'Error', errorMessage: 'late' });
    });

    it('reports a rejection that nobody handles', async () => {
      const code =
        'export const main = async () => { Promise.reject(new Error("lost")); await new Promise((done) => setTimeout(done, 100)); };';
      expect((await run(code)).payload).to.include({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' });
    });

    for (const [name, files, handler, expected] of [
      ['a module that is not there', { 'other.mjs': '' }, 'index.main', { errorType: 'Runtime.ImportModuleError' }],
      ['an import that fails', { 'index.js': 'require("./gone")' }, 'index.main', { errorType: 'Runtime.ImportModuleError' }],
      ['a module that is not JavaScript', { 'index.mjs': 'export const = 1' }, 'index.main', { errorType: 'Runtime.UserCodeSyntaxError' }],
      [
        'a handler that is not exported',
        { 'index.mjs': 'export const other = 1' },
        'index.main',
        { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.main is undefined or not exported' },
      ],
      [
        'a handler without a module',
        { 'index.mjs': '' },
        'main',
        { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' },
      ],
      [
        'a module that throws',
        { 'index.mjs': 'throw new RangeError("at once")' },
        'index.main',
        { errorType: 'RangeError', errorMessage: 'at once' },
      ],
    ] as const) {
      it(`reports ${name} at each event`, async () => {
        const name = await functions.create(zip(files), { Handler: handler });
        for (let i = 0; i < 2; i++) {
          const { payload, functionError, log } = await functions.invoke(name);
          expect(functionError).to.equal('Unhandled');
          expect(payload).to.include(expected);
          expect(log).to.match(/^START RequestId/);
        }
        expect(
          endpoint.logs.groups
            .read(endpoint.logs.groups.get('us-east-1', `/aws/lambda/${name}`), 0)
            .some(({ message }) =>
              /^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\tError Type: \S+\n$/.test(message),
            ),
        ).to.equal(true);
      });
    }

    it('reports a result that is no JSON', async () => {
      const { payload } = await run('export const main = async () => { const a = {}; a.a = a; return a; };');
      expect(payload).to.include({ errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' });
    });

    it('refuses a response of more than 6 MB', async () => {
      const { payload, functionError } = await run('export const main = async () => "x".repeat(6291556);');
      expect(functionError).to.equal('Unhandled');
      expect(payload).to.deep.equal({
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
        errorType: 'Function.ResponseSizeTooLarge',
      });
    });
  });

  describe('logs', () => {
    it('writes lines with the time, the request and the level, a message of several lines as one', async () => {
      const name = await functions.create(`console.log('loading'); export const main = async () => {
        console.log('a %s', 'b', { c: 1 }); console.warn('two\\nlines'); console.error(new Error('no').message); console.debug('d'); process.stdout.write('raw\\nlines\\n'); };`);
      const { log } = await functions.invoke(name);
      const id = /START RequestId: (\S+)/.exec(log)?.[1];
      expect(
        functions
          .logged(name)
          .map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t/, '').replace(`${id}`, 'ID'))
          .sort(),
      ).to.deep.equal(
        [
          'ID\tINFO\ta b { c: 1 }\n',
          'ID\tWARN\ttwo\nlines\n',
          'ID\tERROR\tno\n',
          'ID\tDEBUG\td\n',
          'lines\n',
          'raw\n',
          'undefined\tINFO\tloading\n',
        ].sort(),
      );
    });

    it('frames an invocation with START, END and REPORT', async () => {
      const { log } = await run('export const main = async () => console.log("in");');
      expect(log).to.match(
        /^START RequestId: (\S+) Version: \$LATEST\n\S+\t\1\tINFO\tin\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t\n$/,
      );
    });

    it('writes JSON where the function is set to it, from its level on', async () => {
      const name = await functions.create('export const main = async () => { console.info("no"); console.warn({ a: 1 }); };', {
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', LogGroup: '/json' },
      });
      await functions.invoke(name);
      const lines = functions.logged(name, '/json').map((line) => JSON.parse(line));
      expect(lines.map(({ type, level }) => type ?? level)).to.deep.equal(['platform.start', 'WARN', 'platform.report']);
      expect(lines[1]).to.deep.include({ message: { a: 1 } });
    });

    it('drops the lines of a function whose role may not write them, and says so', async () => {
      const name = await functions.create('export const main = async () => console.log("x");', {
        Role: endpoint.iam.createRole({
          name: 'mute',
          trust: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
        }).arn,
      });
      expect((await functions.invoke(name)).functionError).to.equal(undefined);
      expect(functions.logged(name)).to.deep.equal([]);
      const notices = endpoint.notices.filter(({ event, function: of }) => event === 'lambda.logs.dropped' && of === name);
      expect(notices).to.have.length(1);
      expect(notices[0]?.reason).to.match(/logs:CreateLogGroup/);
    });

    it('ends the process with the endpoint', async () => {
      const other = await startTestEndpoint();
      const theirs = functionsOf(other);
      const name = await theirs.create('export const main = async () => process.pid;', { Role: createRole(other) });
      const pid = (await theirs.invoke(name)).payload as number;
      await other.destroy();
      expect(() => process.kill(pid, 0)).to.throw('ESRCH');
    });
  });
});
