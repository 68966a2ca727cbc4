/** `proj schema`: the JSON Schema of app.yml, for editors; where there is an app, as its file needs it. */
import { schemaOf } from '../editor/of-app.ts';
import { outline } from '../loader/outline.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (flags, { renderer, context }) => {
  const { workingDirectory, environment } = context;
  const schema = schemaOf(await outline({ workingDirectory, environment, file: flags.text('config') }));
  renderer.result('schema', schema, () => JSON.stringify(schema, null, 2));
  return 0;
};
