/** What CloudWatch Logs accepts. */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const;

export const logRetention = {
  type: 'integer',
  title: 'Log retention',
  description: 'How long log lines are kept, in days. 30 unless the app, the stage or the stack says otherwise.',
  examples: [7, '90 days'],
  unit: 'days',
  known: true,
  enum: DAYS,
  because: { enum: 'CloudWatch Logs keeps lines for certain numbers of days only' },
} as const;
