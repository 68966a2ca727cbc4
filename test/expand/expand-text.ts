/** Expands an app given as text or data: a real file in a temporary folder, the real loader. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Diagnostic, Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import type { AppConfig, Expansion } from '../../src/core/stages.ts';
import { expand } from '../../src/expand/expand.ts';
import { load } from '../../src/loader/index.ts';

export interface Expanded {
  /** Absent where the app is wrong. */
  readonly expansion: Expansion | undefined;
  readonly problems: readonly Diagnostic[];
}

export async function expandText(text: string): Promise<Expanded> {
  const folder = await mkdtemp(join(tmpdir(), 'proj-expand-'));
  try {
    const file = join(folder, 'app.yml');
    await writeFile(file, text);
    return await expandFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The head that every app of a test needs, and its stacks. */
export function expandStacks(stacks: unknown, head: Readonly<Record<string, unknown>> = {}): Promise<Expanded> {
  return expandText(JSON.stringify({ app: 'test', region: 'us-east-1', ...head, stacks }));
}

export async function expandFile(file: string): Promise<Expanded> {
  const diagnostics = new Diagnostics();
  try {
    const expansion = expand(await loadFile(file, diagnostics), diagnostics);
    return { expansion: diagnostics.hasErrors ? undefined : expansion, problems: diagnostics.all };
  } catch (error) {
    if (error instanceof DiagnosticsError) return { expansion: undefined, problems: error.diagnostics };
    throw error;
  }
}

export function loadFile(file: string, diagnostics: Diagnostics): Promise<AppConfig> {
  return load({ workingDirectory: join(file, '..'), file, local: false, environment: {}, ci: false, mode: 'offline', diagnostics });
}
