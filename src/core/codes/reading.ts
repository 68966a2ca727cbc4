/** E1: finding and reading files, YAML, variables. */
import { code } from './entry.ts';

export const reading = {
  E1001: code<{ from: string }>({
    title: 'No app file',
    text: ({ from }) => `no app.yml found from ${from} up to the project's root`,
    hint: () => 'run `proj init` to make one, or name it with `--config FILE`',
  }),
} as const;
