import { expect } from 'chai';
import type { StackEvent } from '../../src/deploy/cloud.ts';
import { firstCause } from '../../src/deploy/failure.ts';

const stack = {
  name: 'dev-shop-core',
  path: ['stacks', 'core'],
  origins: { NotesTable: { path: ['stacks', 'core', 'constructs', 'Notes'], construct: 'Notes' } },
};
const ARN = 'arn:aws:cloudformation:us-east-1:1:stack/dev-shop-core/1';

let count = 0;
function event(logicalId: string, status: string, reason?: string): StackEvent {
  const own = logicalId === stack.name;
  count++;
  return {
    id: String(count),
    stackId: ARN,
    logicalId,
    physicalId: own ? ARN : `${logicalId}-1`,
    resourceType: own ? 'AWS::CloudFormation::Stack' : 'AWS::DynamoDB::Table',
    status,
    time: count,
    ...(reason !== undefined && { reason }),
  };
}

describe('firstCause', () => {
  it('gives the first real failure, not what was cancelled because of it', () => {
    const found = firstCause(
      [
        event('JobRole', 'CREATE_FAILED', 'Resource creation cancelled'),
        event(
          'NotesTable',
          'CREATE_FAILED',
          'Resource handler returned message: "Table already exists: t" (RequestToken: 1-2, HandlerErrorCode: AlreadyExists)',
        ),
        event('ApiRole', 'CREATE_FAILED', 'something later'),
        event(stack.name, 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [NotesTable].'),
      ],
      stack,
      'ROLLBACK_COMPLETE',
      undefined,
    );
    expect(found).to.deep.equal({
      code: 'E5020',
      message: 'Table already exists: t (AlreadyExists)',
      logicalId: 'NotesTable',
      resourceType: 'AWS::DynamoDB::Table',
      construct: 'Notes',
      path: ['stacks', 'core', 'constructs', 'Notes'],
      hint: 'something else has this name: delete or rename it, or give the construct another `name:`',
    });
  });

  it('falls back to the stack’s own reason, at the stack’s line', () => {
    const found = firstCause([], stack, 'ROLLBACK_COMPLETE', 'the alarm fired');
    expect(found).to.deep.equal({ code: 'E5020', message: 'the alarm fired', path: ['stacks', 'core'] });
  });

  it('says at least how the stack ended', () => {
    expect(firstCause([], stack, 'ROLLBACK_COMPLETE', undefined).message).to.equal('the stack dev-shop-core ended in ROLLBACK_COMPLETE');
  });

  const hints: readonly (readonly [reason: string, hint: RegExp])[] = [
    ['User: arn:aws:iam::1:user/a is not authorized to perform: dynamodb:CreateTable on resource: x', /permission dynamodb:CreateTable/],
    [
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename t and update the stack again.',
      /fixed name/,
    ],
    ['The bucket you tried to delete is not empty', /empty the bucket/],
    ['Export A cannot be deleted as it is in use by other-stack', /the stack other-stack imports it/],
    ['Rate exceeded', /throttling/],
    ['Updates are not allowed for property - UsernameAttributes', /undo the change/],
  ];
  for (const [reason, hint] of hints) {
    it(`knows what to do about "${reason.slice(0, 40)}…"`, () => {
      expect(firstCause([event('NotesTable', 'UPDATE_FAILED', reason)], stack, 'UPDATE_ROLLBACK_COMPLETE', undefined).hint).to.match(hint);
    });
  }
});
