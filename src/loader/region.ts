/** The app's home region, and what `${region}` and `${account}` are where they must be known before deploy. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { JsonPath } from '../core/span.ts';
import { child, type Node, textOf } from './node.ts';

/** For commands that touch nothing and for the embedded endpoint, where nobody named one. */
const ANY_REGION = 'us-east-1';

export interface RegionSources {
  /** `--region` */
  readonly region?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly local: boolean;
  readonly mode: 'touches-aws' | 'offline';
}

/** Stage > `region:` > `--region` > environment; `tree` has the stage's word at `region` already. */
export function chooseRegion(tree: Node, sources: RegionSources, diagnostics: Diagnostics): string {
  const written = textOf(child(tree, 'region'));
  if (written !== undefined) {
    if (sources.region !== undefined && sources.region !== written) {
      diagnostics.report('E1206', ['region'], { flag: '--region', given: sources.region, written });
    }
    return written;
  }
  const found = sources.region ?? (sources.environment.AWS_REGION || sources.environment.AWS_DEFAULT_REGION || undefined);
  if (found === undefined && sources.mode === 'touches-aws' && !sources.local) diagnostics.report('E1205', [], {}, { part: 'none' });
  return found ?? ANY_REGION;
}

/** `undefined`: only the deploy knows. */
export function knownPseudo(tree: Node, home: string, name: string, path: JsonPath): string | undefined {
  if (name === 'AWS::Region') return stackRegion(tree, path) ?? home;
  return name === 'AWS::AccountId' ? textOf(child(tree, 'account')) : undefined;
}

function stackRegion(tree: Node, path: JsonPath): string | undefined {
  return path[0] === 'stacks' && path[1] !== undefined ? textOf(child(tree, 'stacks', String(path[1]), 'region')) : undefined;
}
