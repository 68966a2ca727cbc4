/** A running endpoint for one test file, in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, startEndpoint } from '../../../src/local/index.ts';

export interface TestEndpoint {
  readonly url: string;
  readonly directory: string;
  endpoint(): Endpoint;
  /** Stops it and starts it again on the same folder and port. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export async function startTestEndpoint(): Promise<TestEndpoint> {
  const directory = await mkdtemp(join(tmpdir(), 'endpoint-'));
  let endpoint = await startEndpoint({ directory, port: 0 });
  return {
    url: endpoint.url,
    directory,
    endpoint: () => endpoint,
    async restart() {
      const { port } = endpoint;
      await endpoint.stop();
      endpoint = await startEndpoint({ directory, port });
    },
    async remove() {
      await endpoint.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What every SDK client of the tests is given. */
export function clientOptions(url: string, accessKeyId = 'local') {
  return { endpoint: url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'local' }, maxAttempts: 1 };
}
