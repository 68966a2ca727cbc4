/** `proj schema`: the JSON Schema of app.yml, for editors; where there is an app, as its file needs it. */

import { outlineApp } from '../app/outline.ts';
import { schemaOf } from '../editor/of-app.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (flags, { renderer, context }) => {
  const file = flags.text('config');
  const app = await outlineApp({ ...(file !== undefined && { file }), noCode: flags.is('no-code') }, context);
  const schema = schemaOf(app);
  renderer.result('schema', schema, () => JSON.stringify(schema, null, 2));
  return 0;
};
