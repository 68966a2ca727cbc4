import { expect } from 'chai';
import { renderFailure } from '../../src/render/failure.ts';

const where = { code: 'E5013', logicalId: 'NotesTable', resourceType: 'AWS::DynamoDB::Table', construct: 'Notes' } as const;

describe('a failure as text', () => {
  it('names construct, type and logical id before a reason of AWS', () => {
    const text = renderFailure({ ...where, message: 'already exists' }, undefined, { color: false });
    expect(text).to.contain('Notes (AWS::DynamoDB::Table NotesTable): already exists');
  });

  it('does not name twice what the message begins with', () => {
    const text = renderFailure({ ...where, message: 'Notes (AWS::DynamoDB::Table t) would be replaced' }, undefined, { color: false });
    expect(text.match(/Notes \(/g)).to.have.length(1);
  });
});
