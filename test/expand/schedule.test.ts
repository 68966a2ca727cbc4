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

  const wrong: readonly (readonly [string, string])[] = [
    ['every day', 'it is `rate(5 minutes)`, or `cron(0 8 * * ? *)`'],
    ['at(2027-01-01T00:00:00)', '`at(…)` runs once, and a Cron again and again'],
    ['rate(0 minutes)', 'the number must be at least 1'],
    ['rate(1 minutes)', 'after 1 the unit is a singular → rate(1 minute)'],
    ['rate(5 minute)', 'it is written in one way only → rate(5 minutes)'],
    ['rate(5mins)', 'it is written in one way only → rate(5 minutes)'],
    ['rate(1.5 hours)', 'the number must be whole'],
    ['rate(30 seconds)', 'nothing can run more often than once a minute'],
    ['rate(2 weeks)', '`weeks` is no unit of a rate: minutes, hours and days are'],
    ['rate(day)', 'a rate is a number and a unit: `rate(5 minutes)`'],
    ['0 8 * * *', 'fields stand inside `cron( )`, six of them → cron(0 8 * * ? *)'],
    ['0 8 * * MON-FRI', 'fields stand inside `cron( )`, six of them → cron(0 8 ? * MON-FRI *)'],
    ['0 8 * * ? *', 'fields stand inside `cron( )`, six of them → cron(0 8 * * ? *)'],
    ['0 8 * * 1', 'it is `rate(5 minutes)`, or `cron(0 8 * * ? *)`'],
    ['cron(0 8 * *)', 'cron has six fields (minutes, hours, day of month, month, day of week, year), here are 4'],
    ['cron(0 8 * * *)', 'cron has six fields (minutes, hours, day of month, month, day of week, year), here are 5 → cron(0 8 * * ? *)'],
    ['cron(0 8 * * * *)', 'of day of month and day of week one must be `?` → cron(0 8 * * ? *)'],
    ['cron(0 8 * * MON *)', 'of day of month and day of week one must be `?` → cron(0 8 ? * MON *)'],
    ['cron(0 8 1 * MON *)', 'of day of month and day of week one must be `?`'],
    ['cron(0 8 ? * ? *)', 'of day of month and day of week only one can be `?`; the other is `*` or says the days'],
    ['cron(60 8 * * ? *)', '`60` is wrong: minutes are 0 to 59'],
    ['cron(0 24 * * ? *)', '`24` is wrong: hours are 0 to 23'],
    ['cron(0 8 32 * ? *)', '`32` is wrong: days of the month are 1 to 31, `L` the last'],
    ['cron(0 8 ? * 0 *)', '`0` is wrong: days of the week are 1 (Sunday) to 7, or SUN to SAT'],
    ['cron(0 8 ? * MON,Funday *)', '`Funday` is wrong: days of the week are 1 (Sunday) to 7, or SUN to SAT'],
    ['cron(0 8 * FOO ? *)', '`FOO` is wrong: months are 1 to 12, or JAN to DEC'],
    ['cron(0/0 8 * * ? *)', '`0/0` is wrong: what follows `/` is how many to go on, at least 1'],
    ['cron(0 ? * * ? *)', '`?` is wrong: `?` is for the two kinds of days'],
    ['cron(0 8 * * ? 1969)', '`1969` is wrong: years are 1970 to 2199'],
  ];
  for (const [schedule, words] of wrong) {
    it(`${schedule} is none, and it says why`, () => {
      const found = scheduleProblem(schedule);
      expect(`${found?.problem}${found?.right === undefined ? '' : ` → ${found.right}`}`).to.equal(words);
    });
  }
});
