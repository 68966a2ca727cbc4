import { expect } from 'chai';
import {
  attributeName,
  cut,
  environmentName,
  itemName,
  logicalId,
  physicalName,
  replaceableName,
  stackName,
} from '../../src/core/names.ts';

// Frozen: a change of any expected value here replaces resources that people have deployed.
describe('names (frozen)', () => {
  it('prefixes stacks and physical names with stage and app', () => {
    expect(stackName('dev', 'notes', 'core')).to.equal('dev-notes-core');
    expect(physicalName('dev', 'notes', 'Notes', 255)).to.equal('dev-notes-Notes');
  });

  it('cuts a name that is too long to its beginning and a hash of the whole', () => {
    expect(cut('a'.repeat(64), 64)).to.equal('a'.repeat(64));
    expect(cut('a'.repeat(65), 64)).to.equal(`${'a'.repeat(55)}-635361c4`);
    expect(cut(`${'a'.repeat(64)}b`, 64)).to.not.equal(cut(`${'a'.repeat(64)}c`, 64));
  });

  it('adds a hash of what can only be set at creation, so that a replacement finds a free name', () => {
    expect(replaceableName('dev', 'notes', 'Resize', '[]', 64)).to.equal('dev-notes-Resize-4f53cd');
    expect(replaceableName('dev', 'notes', 'A'.repeat(80), '[]', 64)).to.have.lengthOf(64);
  });

  it('makes logical ids of construct id and role, without the stack', () => {
    expect(logicalId('Notes', 'Table')).to.equal('NotesTable');
  });

  it('names items by the readable form of their key and a hash of it', () => {
    expect(itemName('GET /notes')).to.equal('GetNotes16ca8b');
    expect(itemName('GET /notes/{id}')).to.match(/^GetNotesId[0-9a-f]{6}$/);
    expect(itemName('GET /notes/{id}')).to.not.equal(itemName('GET /notes/id'));
    expect(itemName('$default')).to.match(/^Default[0-9a-f]{6}$/);
  });

  it('keeps attributes of constructs with touching names apart', () => {
    expect(attributeName('A', 'bUrl')).to.not.equal(attributeName('AB', 'url'));
    expect(attributeName('Notes', 'tableName')).to.match(/^NotesTableName[0-9a-f]{6}$/);
  });

  it('splits environment names at lower to upper and at the end of an acronym', () => {
    expect(environmentName('Notes', 'tableName')).to.equal('NOTES_TABLE_NAME');
    expect(environmentName('APIKey', 'value')).to.equal('API_KEY_VALUE');
    expect(environmentName('S3Files', 'bucketName')).to.equal('S3_FILES_BUCKET_NAME');
  });
});
