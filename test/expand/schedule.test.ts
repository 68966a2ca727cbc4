import { expect } from 'chai';
import { scheduleProblem } from '../../src/expand/constructs/cron/schedule.ts';

describe('schedules', () => {
  const right = [
    'rate(1 minute)',
    'rate(5 minutes)',
    'rate(1 day)',
    'cron(0 8 * * ? *)',
    'cron(0/15 8-18 ? * MON-FRI *)',
    'cron(0 8 L * ? *)',
    'cron(0 8 15W jan,jun ? 2026-2030)',
    'cron(0 8 ? * 6#3 *)',
    'cron(0 8 ? * FRIL *)',
    'cron(*/5 * * * ? *)',
  ];
  for (const schedule of right) {
    it(`${schedule} is one`, () => {
      expect(scheduleProblem(schedule)).to.equal(undefined);
    });
  }

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['every day', /write `rate/],
    ['rate(0 minutes)', /at least 1/],
    ['rate(1 minutes)', /`rate\(1 minute\)`/],
    ['rate(5 minute)', /`rate\(5 minutes\)`/],
    ['rate(1.5 hours)', /write `rate/],
    ['cron(0 8 * * *)', /six fields.*here are 5/],
    ['cron(0 8 * * * *)', /exactly one/],
    ['cron(0 8 ? * ? *)', /exactly one/],
    ['cron(60 8 * * ? *)', /`60` is no minutes/],
    ['cron(0 24 * * ? *)', /`24` is no hours/],
    ['cron(0 8 ? * 0 *)', /`0` is no day of week/],
    ['cron(0 8 * FOO ? *)', /`FOO` is no month/],
    ['cron(0/0 8 * * ? *)', /is no minutes/],
    ['cron(0 8 * * ? 1969)', /is no year/],
  ];
  for (const [schedule, problem] of wrong) {
    it(`${schedule} is none, and it says why`, () => {
      expect(scheduleProblem(schedule)).to.match(problem);
    });
  }
});
