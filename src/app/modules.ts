import type { ConstructModules } from '../construct-modules/index.ts';
import type { Context } from '../core/context.ts';
import type { AppConfig } from '../core/stages.ts';

/** What runs the modules of `constructTypes`: nothing, where there are none. */
export function constructModules(context: Context) {
  let open: ConstructModules | undefined;
  return {
    async read(declared: ReadonlyMap<string, string>, root: string) {
      const { openModules } = await import('../construct-modules/index.ts');
      const { compileConstruct } = await import('../deploy/assembly/construct-module.ts');
      const started = context.clock.now();
      open = openModules({
        compile: (module, ours) => compileConstruct(module, { root, reuse: !context.ci, started, ...ours }),
        said: (type, line) => context.emit({ type: 'notice', code: 'construct.console', text: `${type}: ${line}` }),
        diagnostics: context.diagnostics,
      });
      return open.read(declared);
    },
    expand: async (config: AppConfig) => open?.expand(config),
    close: async () => open?.close(),
  };
}
