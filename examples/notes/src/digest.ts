import { all } from './notes.ts';

/** Once a day: how many notes there are. */
export async function main() {
  const notes = await all();
  console.log(`${notes.length} notes`);
  return { notes: notes.length };
}
