import { expect } from 'chai';
import { Resource } from '../../src/runtime/index.ts';

describe('projctl/runtime', () => {
  afterEach(() => {
    delete process.env.NOTES_TABLE_NAME;
  });

  it('reads the attribute of a bound construct', () => {
    process.env.NOTES_TABLE_NAME = 'dev-notes-Notes';
    expect(Resource.Notes?.tableName).to.equal('dev-notes-Notes');
  });

  it('says which line is missing where the construct is not bound', () => {
    expect(() => Resource.Notes?.tableName).to.throw('add `bind: [Notes]` to it in app.yml');
  });
});
