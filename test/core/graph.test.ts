import { expect } from 'chai';
import { findCycle, topologicalOrder } from '../../src/core/graph.ts';

const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges).map(([id, needs]) => [id, new Set(needs)]));

describe('graph', () => {
  it('puts each id after what it needs, ties by id', () => {
    expect(topologicalOrder(graph({ web: ['core'], digest: ['core'], core: [] }))).to.deep.equal(['core', 'digest', 'web']);
  });

  it('ignores needs that are not in the graph', () => {
    expect(topologicalOrder(graph({ a: ['elsewhere'] }))).to.deep.equal(['a']);
  });

  it('has no order for a cycle, and prints the cycle from its smallest id', () => {
    const cyclic = graph({ c: ['a'], b: ['c'], a: ['b'], d: ['c'] });
    expect(topologicalOrder(cyclic)).to.equal(undefined);
    expect(findCycle(cyclic)).to.deep.equal(['a', 'b', 'c', 'a']);
  });

  it('finds no cycle where there is none, also in a chain of 20,000', () => {
    const chain = graph(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`n${i}`, i === 0 ? [] : [`n${i - 1}`]])));
    expect(findCycle(chain)).to.equal(undefined);
    expect(topologicalOrder(chain)).to.have.length(20_000);
  });

  it('orders 100,000 that need nothing, or all the same one, by id, at once', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => `n${(index * 7919) % 100_000}`);
    const before = process.cpuUsage();
    expect(topologicalOrder(graph(Object.fromEntries(ids.map((id) => [id, []]))))).to.deep.equal([...ids].sort());
    const star = graph({ core: [], ...Object.fromEntries(ids.map((id) => [id, ['core']])) });
    expect(topologicalOrder(star)).to.deep.equal(['core', ...[...ids].sort()]);
    expect(process.cpuUsage(before).user).to.be.below(5_000_000);
  });
});
