/**
 * In: an app's `hooks` and the moment. Out: their commands have run, one after the other, in the root; their output went out
 * as events. The first that fails ends the run with exit status 1, at its line.
 * Never: a hook that is run to look or to validate.
 */
import type { Context } from '../core/context.ts';
import type { AppConfig, HookName } from '../core/stages.ts';
import { stop } from './failure.ts';
import { buildEnvironment } from './publish/build-environment.ts';
import { runShell } from './shell.ts';

export type HookedApp = Pick<AppConfig, 'app' | 'stage' | 'region' | 'account' | 'profile' | 'local' | 'root' | 'hooks'>;

export interface Hook {
  readonly name: HookName;
  /** Of the embedded endpoint. */
  readonly endpointUrl?: string | undefined;
  /** Absolute path of a JSON file with what the deploy gave. */
  readonly outputsFile?: string | undefined;
}

export async function runHook(hook: Hook, app: HookedApp, context: Pick<Context, 'emit' | 'environment' | 'interrupted'>): Promise<void> {
  const { name } = hook;
  const environment = {
    ...buildEnvironment(context.environment, {}, app.root),
    ...credentials(app, hook, context),
    ...described(app, hook),
  };
  for (const [index, command] of (app.hooks[name] ?? []).entries()) {
    const path = ['hooks', name, index];
    const line = (text: string) => context.emit({ type: 'build.output', id: name, line: text });
    const { failed, lines } = await runShell({ command, folder: app.root, environment, line, interrupted: context.interrupted });
    if (context.interrupted.aborted) throw stop(130, 'E5061', { hook: name }, { path });
    if (failed !== undefined) throw stop(1, 'E5060', { hook: name, command, ended: failed, lines }, { path });
  }
}

function described({ app, stage, region, account, local }: HookedApp, { name, outputsFile }: Hook): Record<string, string> {
  return {
    PROJ_HOOK: name,
    PROJ_APP: app,
    PROJ_STAGE: stage,
    PROJ_REGION: region,
    PROJ_LOCAL: String(local),
    ...(account !== undefined && { PROJ_ACCOUNT: account }),
    ...(outputsFile !== undefined && { PROJ_OUTPUTS: outputsFile }),
  };
}

/** The deployer's own; with the embedded endpoint none that a real account would take. */
function credentials(
  { region, profile, local }: HookedApp,
  { endpointUrl }: Hook,
  { environment }: Pick<Context, 'environment'>,
): Record<string, string> {
  const regions = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  if (local) {
    const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_EC2_METADATA_DISABLED: 'true' };
    return { ...regions, ...keys, ...(endpointUrl !== undefined && { AWS_ENDPOINT_URL: endpointUrl }) };
  }
  const own = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[0].startsWith('AWS_') && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...regions, ...(profile !== undefined && { AWS_PROFILE: profile }) };
}
