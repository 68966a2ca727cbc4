/**
 * MiniStack, an emulator by others: does the deployer speak the protocol, are the templates deployable, does the app answer? It is no
 * oracle for updates, rollback or retention, so it is asked nothing about them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { copyOfExample, eventually, judge, proj, pythonPackage } from './judge.ts';

interface Deployed {
  readonly outputs: { readonly core: { readonly Api: { readonly url: string } } };
}

await judge(async (folder) => {
  const bin = pythonPackage('ministack', '1.5.33');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const ministack = spawn(join(bin, 'ministack'), {
    cwd: folder,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  const ended = once(ministack, 'exit');
  try {
    await eventually('MiniStack answers', 60, async () => ((await fetch(`${endpoint}/_ministack/health`)).ok ? true : undefined));
    const app = copyOfExample('notes', folder);
    withoutSite(join(app, 'app.yml'));
    const { outputs } = proj(app, 'deploy', '--stage', 'dev', '--endpoint-url', endpoint).result<Deployed>();
    const notes = apiOf(outputs.core.Api.url, endpoint);
    const created = await notes('POST', JSON.stringify({ text: 'independent' }));
    if (created.status !== 201) throw new Error(`POST /notes answered ${created.status}: ${await created.text()}`);
    const listed = await (await notes('GET')).text();
    if (!listed.includes('independent')) throw new Error(`GET /notes answered without the note: ${listed}`);
    return 'core and digest deployed; the API answers';
  } finally {
    ministack.kill('SIGTERM');
    await ended;
  }
});

/** MiniStack has no CloudFront. */
function withoutSite(file: string): void {
  const text = readFileSync(file, 'utf8')
    .replace(/^ {2}web:\n(?: {3,}.*\n|\n)*/m, '')
    .replace(/^ *cors:.*\n/m, '');
  if (text.includes('Site')) throw new Error(`the example's site could not be cut out of its file:\n${text}`);
  writeFileSync(file, text);
}

/** MiniStack answers for an API under a host name of its own, on its one port. */
function apiOf(url: string, endpoint: string): (method: string, body?: string) => Promise<Response> {
  const id = new URL(url).hostname.split('.')[0] ?? '';
  const path = `${endpoint}/_aws/execute-api/${id}/$default/notes`;
  return (method, body) => fetch(path, { method, ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }) });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
