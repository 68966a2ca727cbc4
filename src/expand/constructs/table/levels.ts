/** What each level of permission allows on a table: exact calls on its items, never on its policy, tags or existence. */
import type { Description, Grant, Self } from '../../construct.ts';
import { own } from '../../kit/grant.ts';

const READ = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'PartiQLSelect', 'Query', 'Scan'];
const WRITE = [
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'PartiQLDelete',
  'PartiQLInsert',
  'PartiQLUpdate',
  'PutItem',
  'UpdateItem',
];
const CONFIGURE = [
  'DescribeContinuousBackups',
  'DescribeTable',
  'DescribeTimeToLive',
  'UpdateContinuousBackups',
  'UpdateTable',
  'UpdateTimeToLive',
];

export function levels(self: Self, indexed: boolean): Description['levels'] {
  const table = own(self, 'tableArn');
  const on = (names: readonly string[], resources: Grant['resources']): Grant => ({
    actions: names.map((name) => `dynamodb:${name}`),
    resources,
  });
  const read = on(READ, indexed ? [table, own(self, 'tableArn', '/index/*')] : [table]);
  const write = on(WRITE, [table]);
  // One statement where both are about the same: a role's policy has room for 10,240 characters.
  const both = indexed ? [read, write] : [on([...new Set([...READ, ...WRITE])].sort(), [table])];
  return {
    read: [read],
    write: [write],
    readwrite: both,
    admin: [...both, on(CONFIGURE, [table])],
  };
}
