/** As much of an app as reading or removing what is deployed needs: an `Expansion` serves, and so does an `Assembly`. */
import type { Expansion, StackTemplate } from '../core/stages.ts';

export interface DeployedApp extends Pick<Expansion, 'app' | 'stage' | 'local' | 'region' | 'publish'> {
  readonly stacks: readonly Omit<StackTemplate, 'template' | 'parameters' | 'tags' | 'terminationProtection'>[];
}
