import { expect } from 'chai';
import { editDistance, nearest } from '../../src/core/nearest.ts';

describe('did you mean', () => {
  it('counts a swap of neighbours as one mistake', () => {
    expect(editDistance('tabel', 'table')).to.equal(1);
    expect(editDistance('', 'abc')).to.equal(3);
  });

  it('finds the nearest name, a different case first', () => {
    expect(nearest('primaryindex', ['primaryIndex', 'primaryIndes'])).to.equal('primaryIndex');
    expect(nearest('handlr', ['handler', 'runtime'])).to.equal('handler');
  });

  it('is silent where nothing is near', () => {
    expect(nearest('colour', ['handler', 'runtime'])).to.equal(undefined);
  });
});
