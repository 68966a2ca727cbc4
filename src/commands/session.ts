/** What a command works with: the context of the run and the renderer that speaks for it. Made by `main`. */
import type { Context } from '../core/context.ts';
import type { Renderer } from '../render/renderer.ts';

export interface Session {
  readonly context: Context;
  readonly renderer: Renderer;
  /** Somebody is there to answer. */
  readonly interactive: boolean;
}
