/** An app with modules in a temp folder, read and expanded as the commands do it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openModules } from '../../src/construct-modules/index.ts';
import { type Diagnostic, Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import type { Expansion } from '../../src/core/stages.ts';
import { compileConstruct } from '../../src/deploy/assembly/construct-module.ts';
import { expand } from '../../src/expand/expand.ts';
import { load } from '../../src/loader/index.ts';

export interface Outcome {
  readonly expansion: Expansion | undefined;
  readonly problems: readonly Diagnostic[];
  /** What modules wrote to the console. */
  readonly lines: readonly string[];
}

export interface Options {
  readonly milliseconds?: number;
  /** As `--no-code`. */
  readonly noCode?: boolean;
}

/** `app`: all after its name and region; modules and other files by name. */
export async function run(app: string, files: Readonly<Record<string, string>>, options: Options = {}): Promise<Outcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proj-modules-')));
  try {
    for (const [name, text] of Object.entries({ 'app.yml': `app: test\nregion: us-east-1\n${app}`, ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await runIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function runIn(root: string, { milliseconds = 3000, noCode = false }: Options = {}): Promise<Outcome> {
  const diagnostics = new Diagnostics();
  const lines: string[] = [];
  const modules = openModules({
    compile: (module, ours) => compileConstruct(module, { root, reuse: true, started: Date.now(), ...ours }),
    said: (type, line) => void lines.push(`${type}: ${line}`),
    diagnostics,
    milliseconds,
  });
  try {
    const options = {
      workingDirectory: root,
      local: false,
      environment: {},
      ci: false,
      mode: 'offline',
      partial: true,
      diagnostics,
    } as const;
    const config = await load({ ...options, ...(!noCode && { readConstructTypes: modules.read }) });
    const expansion = expand(config, diagnostics, await modules.expand(config));
    return { expansion: diagnostics.hasErrors ? undefined : expansion, problems: diagnostics.all, lines };
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return { expansion: undefined, problems: error.diagnostics, lines };
  } finally {
    await modules.close();
  }
}

/** `E2305 queue.ts:7:11 the module …`, a line each. */
export function told({ problems }: Outcome): string {
  return problems
    .map(({ code, span, message }) => `${code} ${span ? `${span.file}:${span.start.line}:${span.start.column} ` : ''}${message}`)
    .join('\n');
}
