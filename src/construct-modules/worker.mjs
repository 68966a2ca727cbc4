/**
 * The thread that modules run in, each in a context of its own with the language and nothing of Node.js. Takes one order at a
 * time: `{ modules }` to be read, or `{ type, requests }`; answers with text, or with why there is none.
 */
import { hash } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

const contexts = new Map();

parentPort.on('message', ({ type, code, requests }) => {
  if (code !== undefined) {
    // Strings can't become code, and promises don't outlast the call.
    const options = { codeGeneration: { strings: false, wasm: false }, microtaskMode: 'afterEvaluate' };
    contexts.set(type, createContext({ sha256: (text) => hash('sha256', String(text)) }, options));
  }
  const context = contexts.get(type);
  const run = (script) => runInContext(script, context, { filename: `construct:${type}`, timeout: workerData.limit });
  try {
    if (code !== undefined) run(code);
    const text = run(requests === undefined ? 'construct.schema()' : `construct.expand(${JSON.stringify(requests)})`);
    parentPort.postMessage({ text: String(text), lines: linesOf(run) });
  } catch (error) {
    const isLate = error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    const current = isLate ? attempt(() => run('construct.current')) : undefined;
    const failure = isLate
      ? { kind: 'late', message: '' }
      : { kind: 'threw', message: String(error?.message ?? error), stack: String(error?.stack ?? '') };
    parentPort.postMessage({ failure, current, lines: linesOf(run) });
  }
});

function linesOf(run) {
  return JSON.parse(attempt(() => String(run('JSON.stringify(construct.lines.splice(0))'))) ?? '[]');
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
