/** A URL that nobody signals: the smallest resource, so that a stack may have nothing else. */
import type { ResourceProvider } from '../types.ts';

export const waitConditionHandle: ResourceProvider = {
  type: 'AWS::CloudFormation::WaitConditionHandle',
  async create(_, context) {
    return handle(
      `https://cloudformation-waitcondition-${context.region}.s3.amazonaws.com/${encodeURIComponent(context.stackId)}/${context.logicalId}`,
    );
  },
  async update(physicalId) {
    return handle(physicalId);
  },
  async delete() {},
  async read() {
    return undefined;
  },
};

function handle(url: string) {
  return { physicalId: url, attributes: { Id: url } };
}
