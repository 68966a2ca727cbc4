import { expect } from 'chai';
import { rounds } from '../../src/dev/loop.ts';

describe('the loop of proj dev', () => {
  it('never runs two rounds at once, and puts changes during a round into one more', async () => {
    const stop = new AbortController();
    const seen: (readonly string[])[] = [];
    let running = 0;
    const loop = rounds(async (files) => {
      expect(++running).to.equal(1);
      seen.push(files);
      if (seen.length === 2) {
        loop.changed(['b.ts']);
        loop.changed(['a.ts', 'b.ts']);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      if (seen.length === 3) stop.abort();
    }, stop.signal);
    loop.changed(['app.yml']);
    await loop.ended;
    expect(seen).to.deep.equal([[], ['app.yml'], ['a.ts', 'b.ts']]);
  });

  it('ends while it waits', async () => {
    const stop = new AbortController();
    const loop = rounds(async () => {}, stop.signal);
    setTimeout(() => stop.abort(), 5);
    await loop.ended;
  });
});
