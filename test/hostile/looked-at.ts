/** A folder of files, looked through as `proj validate` does, and what it says about them. */
import { checkStages } from '../../src/app/check.ts';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import type { Expansion } from '../../src/core/stages.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { type Files, inFolder } from '../loader/project.ts';

export interface LookedAt {
  readonly codes: readonly string[];
  /** All problems as people read them. */
  readonly text: string;
  /** `undefined` where there is an error. */
  readonly expansion: Expansion | undefined;
  /** Of the processor: how busy the machine is says nothing. */
  readonly milliseconds: number;
}

export interface Look {
  readonly params?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** `--config` */
  readonly file?: string;
}

export async function lookAt(folder: string, { params = {}, environment = {}, file }: Look = {}): Promise<LookedAt> {
  const diagnostics = new Diagnostics();
  const context = {
    diagnostics,
    emit: () => {},
    confirm: async () => false,
    clock: { now: () => 0, sleep: async () => {} },
    environment: { AWS_REGION: 'us-east-1', ...environment },
    workingDirectory: folder,
    interrupted: new AbortController().signal,
    ci: false,
  };
  const before = process.cpuUsage();
  const found = await checkStages({ params, stacks: [], local: false, ...(file !== undefined && { file }) }, context).catch((error) => {
    if (!(error instanceof DiagnosticsError)) throw error;
    return undefined;
  });
  const text = renderDiagnostics(diagnostics.all, diagnostics.source, { color: false });
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  return { codes: diagnostics.all.map(({ code }) => code), text, expansion: found?.expansion, milliseconds };
}

/** `app.yml` with this text, and files beside it. */
export function lookAtText(app: string, look: Look = {}, files: Files = {}): Promise<LookedAt> {
  return inFolder({ 'app.yml': app, 'src/ping.ts': 'export const main = async () => ({});\n', ...files }, (folder) => lookAt(folder, look));
}
