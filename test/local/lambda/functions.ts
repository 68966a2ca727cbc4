/** Functions of the tests: made in the endpoint, called through the AWS SDK. */
import { type CreateFunctionCommandInput, InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { createRole, REGION, type TestEndpoint } from './endpoint.ts';
import { zip } from './zip.ts';

export interface Answer {
  readonly payload: unknown;
  readonly functionError: string | undefined;
  /** The last 4 KiB of the log. */
  readonly log: string;
}

export function functionsOf(endpoint: TestEndpoint) {
  const client = new LambdaClient(endpoint.client);
  let count = 0;

  async function create(code: string | Buffer, settings: Partial<CreateFunctionCommandInput> = {}): Promise<string> {
    count += 1;
    const name = settings.FunctionName ?? `function-${count}`;
    const input = {
      Role: createRole(endpoint),
      Runtime: 'nodejs24.x',
      Handler: 'index.main',
      Code: { ZipFile: typeof code === 'string' ? zip({ 'index.mjs': code }) : code },
      ...settings,
    };
    await endpoint.lambda.control.create(REGION, name, input, {});
    return name;
  }

  async function invoke(name: string, event: unknown = {}, options: Partial<InvokeCommandInput> = {}): Promise<Answer> {
    const result = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: 'Tail', ...options }),
    );
    const text = Buffer.from(result.Payload ?? '').toString('utf8');
    return {
      payload: text === '' ? undefined : JSON.parse(text),
      functionError: result.FunctionError,
      log: Buffer.from(result.LogResult ?? '', 'base64').toString('utf8'),
    };
  }

  /** The function's lines, without Lambda's own, as far as they have arrived. */
  function logged(name: string, group = `/aws/lambda/${name}`): string[] {
    const found = endpoint.logs.groups.find(REGION, group);
    const lines = found ? endpoint.logs.groups.read(found, 0).map(({ message }) => message) : [];
    return lines.filter((line) => !/^(START|END|REPORT|INIT_REPORT) /.test(line));
  }

  return { client, create, invoke, logged };
}

/** What an SDK call refuses with: `code: message`. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error('It was not refused.');
}
