export default {
  schema: { type: 'object', title: 'Misspelt', properties: {} },
  expand: () => ({ resources: { Queue: { type: 'AWS::SQS::Queue', properties: { DelaySeconds: 'soon' } } } }),
};
