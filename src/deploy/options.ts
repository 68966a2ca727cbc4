/** What a deploy or removal may do: the app's own settings, and what the command line says. */
import type { AppConfig } from '../core/stages.ts';

/** An `AppConfig` serves as it is; the flags are added to it. */
export interface DeployOptions
  extends Pick<AppConfig, 'protect' | 'allowDataLoss' | 'allowRegionChange'>,
    Partial<Pick<AppConfig, 'account' | 'deploy' | 'ttl'>> {
  /** Stack ids; absent = all. */
  readonly only?: readonly string[];
  /** Consumers of the named stacks stay as they are, even where a value of theirs changes. */
  readonly leaveConsumers?: boolean;
  /** Remove deployed stacks that the app no longer declares. */
  readonly prune?: boolean;
  /** Stacks deployed at once; absent = 10. */
  readonly concurrency?: number;
  /** For the release record. */
  readonly commit?: string;
}
