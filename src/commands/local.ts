/** `proj local start|stop|status|reset`: the embedded endpoint of the app around the working directory. */
import { rmSync } from 'node:fs';
import { ProjError } from '../core/errors.ts';
import { localDirectory, localEndpoint } from '../pipeline.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const { endpointStatus, stopEndpoint } = await import('../local/client.ts');
  const directory = await localDirectory(flags.text('config'), context);
  const verb = flags.words[0] ?? '';
  switch (verb) {
    case 'start': {
      const url = await localEndpoint(directory);
      renderer.result('local start', { url }, () => `The endpoint listens on ${url}`);
      return 0;
    }
    case 'stop': {
      const stopped = await stopEndpoint(directory);
      renderer.result('local stop', { stopped }, () => (stopped ? 'Stopped; its data stays in .proj/local/' : 'No endpoint was running'));
      return 0;
    }
    case 'status': {
      const status = await endpointStatus(directory);
      renderer.result('local status', status ? { running: true, ...status } : { running: false }, () =>
        status ? `Running on ${status.url} (process ${status.pid})` : 'Not running',
      );
      return 0;
    }
    case 'reset': {
      if (!(await context.confirm(`Delete everything that is stored in ${directory}?`))) {
        throw new ProjError(4, {
          code: 'not-confirmed',
          message: 'nothing was deleted: the question was not answered with yes',
          hint: 'where nobody can answer, `--yes` does',
        });
      }
      await stopEndpoint(directory);
      rmSync(directory, { recursive: true, force: true });
      renderer.result('local reset', { directory }, () => `Deleted ${directory}`);
      return 0;
    }
    default:
      throw new ProjError(1, {
        code: 'wrong-word',
        message: `\`proj local\` has no \`${verb}\``,
        hint: 'it knows start, stop, status and reset',
      });
  }
};
