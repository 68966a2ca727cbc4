/** `proj schema`: the JSON Schema of app.yml, for editors. */
import { readFileSync } from 'node:fs';
import { packaged } from '../package.ts';
import type { RunCommand } from './command.ts';

export const run: RunCommand = async (_flags, { renderer }) => {
  const text = readFileSync(packaged('schema/app.schema.json'), 'utf8');
  renderer.result('schema', JSON.parse(text), () => text);
  return 0;
};
