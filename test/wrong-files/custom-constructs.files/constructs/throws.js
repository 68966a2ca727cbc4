import { ref } from 'projctl/construct';

export default {
  schema: {
    type: 'object',
    title: 'Box',
    description: 'A queue whose messages wait.',
    required: ['size'],
    properties: { size: { type: 'integer', title: 'Size', description: 'How long.', examples: [3] } },
  },
  describe: (_config, self) => ({ attributes: { url: { value: ref(self.logicalId('Queue')) } } }),
  expand({ size }, context) {
    size.first.second();
    if (size > 900) context.problem(['size'], 'a message waits at most 900 seconds', 'for more use a `Table`');
    return { resources: { Queue: { type: 'AWS::SQS::Queue', properties: { DelaySeconds: size } } } };
  },
};
