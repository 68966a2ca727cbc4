/**
 * A language server for YAML, spoken to as an editor does. In: a server's start, the editor's settings, texts with a cursor.
 * Out: what the editor would show. Never: a server that outlives its `stop`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Completion {
  readonly label: string;
  readonly insertText?: string;
  readonly documentation?: string | { readonly value: string };
}

export interface EditorProblem {
  readonly range: { readonly start: Position };
  readonly message: string;
  readonly tags?: readonly number[];
}

export interface LanguageServer {
  completions(document: string, at: Position): Promise<readonly Completion[]>;
  /** Markdown; empty where nothing is shown. */
  hover(document: string, at: Position): Promise<string>;
  problems(document: string): Promise<readonly EditorProblem[]>;
  stop(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly EditorProblem[];
}

const PATIENCE = 60_000;

/** `settings` as in VS Code's settings.json, by the first word of their keys. `folder` is the workspace; no document is written to it. */
export async function languageServer(
  command: readonly [string, ...string[]],
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<LanguageServer> {
  const [program, ...args] = command;
  const server = spawn(program, [...args, '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const answers = new Map<number, (message: Message) => void>();
  const published = new Map<string, (problems: readonly EditorProblem[]) => void>();
  let lastId = 0;
  let documents = 0;

  const send = (message: Message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const ask = <T>(method: string, params: unknown): Promise<T> =>
    inTime(method, (resolve, reject) => {
      lastId++;
      answers.set(lastId, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as T)));
      send({ id: lastId, method, params });
    });
  const answerOf = (method: string, params: unknown): unknown => {
    if (method !== 'workspace/configuration') return null;
    return (params as { items: readonly { section?: string }[] }).items.map(({ section = '' }) => settings[section] ?? null);
  };
  server.stdout.on(
    'data',
    messages((message) => {
      if (message.method === 'textDocument/publishDiagnostics') {
        const { uri, diagnostics } = message.params as Published;
        published.get(uri)?.(diagnostics);
      } else if (message.method !== undefined && message.id !== undefined) {
        send({ id: message.id, result: answerOf(message.method, message.params) });
      } else if (message.id !== undefined) {
        answers.get(message.id)?.(message);
        answers.delete(message.id);
      }
    }),
  );

  /** Each text is a document of its own: what is published first is what the server says of it. */
  const open = (text: string) => {
    documents++;
    const uri = pathToFileURL(join(folder, `app-${documents}.yml`)).href;
    const problems = inTime<readonly EditorProblem[]>('diagnostics', (resolve) => void published.set(uri, resolve));
    problems.catch(() => {});
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
    return { textDocument: { uri }, problems };
  };
  const asked = async <T>(method: string, document: string, position: Position): Promise<T> => {
    const { textDocument } = open(document);
    const answer = await ask<T>(method, { textDocument, position });
    send({ method: 'textDocument/didClose', params: { textDocument } });
    return answer;
  };

  const rootUri = pathToFileURL(folder).href;
  await ask('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'app' }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        hover: { contentFormat: ['markdown'] },
      },
    },
  });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });

  return {
    async completions(document, at) {
      const found = await asked<{ items: readonly Completion[] } | readonly Completion[] | null>('textDocument/completion', document, at);
      if (found === null) return [];
      return 'items' in found ? found.items : found;
    },
    async hover(document, at) {
      const found = await asked<{ contents: { value: string } } | null>('textDocument/hover', document, at);
      return found?.contents.value ?? '';
    },
    async problems(document) {
      const { textDocument, problems } = open(document);
      const found = await problems;
      send({ method: 'textDocument/didClose', params: { textDocument } });
      return found;
    },
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

function inTime<T>(what: string, start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: no answer within ${PATIENCE / 1000} seconds`)), PATIENCE).unref();
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    }, reject);
  });
}

/** Cuts the server's output into messages: a header with the length in bytes, then JSON. */
function messages(take: (message: Message) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = rest.indexOf('\r\n\r\n');
      if (header === -1) return;
      const length = Number(/Content-Length: (\d+)/.exec(rest.toString('ascii', 0, header))?.[1]);
      const end = header + 4 + length;
      if (rest.length < end) return;
      take(JSON.parse(rest.toString('utf8', header + 4, end)) as Message);
      rest = rest.subarray(end);
    }
  };
}
