/** Judges inputs in a process of its own, whose memory is bounded and which can be killed: see `bounded.ts`. */
import { judge } from './judge.ts';
import type { Input } from './mutate.ts';

const [, , folder = ''] = process.argv;
// Its modules are loaded before time counts.
const ready = judge(folder, { target: 'app.yml', bytes: Buffer.from('app: a\nstacks: {}\n') });
process.on('message', async (input: Input) => {
  await ready;
  // Of this process alone: how busy the machine is says nothing about an input.
  const before = process.cpuUsage();
  const verdict = await judge(folder, input);
  const { user, system } = process.cpuUsage(before);
  process.send?.({ ...verdict, milliseconds: (user + system) / 1000 });
});
