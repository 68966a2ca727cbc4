import { expect } from 'chai';
import { parseExpression } from '../../../src/local/services/scheduler/expression.ts';

const START = new Date('2026-11-23T00:00:30Z');

function times(text: string, count: number, timezone = 'UTC', after = START): string[] {
  const expression = parseExpression(text, { timezone, startsAt: START });
  const found: string[] = [];
  for (let last: Date | undefined = after; found.length < count; ) {
    last = expression?.next(last);
    if (!last) break;
    found.push(last.toISOString().replace(':00.000Z', 'Z').slice(2));
  }
  return found;
}

describe('schedule expressions', () => {
  it('begins a rate with the start itself and goes on from there', () => {
    const before = new Date(START.getTime() - 1);
    expect(times('rate(5 minutes)', 3, 'UTC', before)).to.deep.equal([
      '26-11-23T00:00:30.000Z',
      '26-11-23T00:05:30.000Z',
      '26-11-23T00:10:30.000Z',
    ]);
  });

  it('keeps the beat of a rate after a pause', () => {
    expect(times('rate(1 hour)', 1, 'UTC', new Date('2026-11-25T10:59:00Z'))).to.deep.equal(['26-11-25T11:00:30.000Z']);
  });

  for (const [text, expected] of [
    ['cron(0 8 * * ? *)', ['26-11-23T08:00Z', '26-11-24T08:00Z']],
    ['cron(15 12 ? * 2-6 *)', ['26-11-23T12:15Z', '26-11-24T12:15Z']],
    ['cron(0 12 ? * 1 *)', ['26-11-29T12:00Z', '26-12-06T12:00Z']],
    ['cron(0 12 ? * SUN,SAT *)', ['26-11-28T12:00Z', '26-11-29T12:00Z']],
    ['cron(0 12 ? * 6#3 *)', ['26-12-18T12:00Z', '27-01-15T12:00Z']],
    ['cron(0 12 ? * 6L *)', ['26-11-27T12:00Z', '26-12-25T12:00Z']],
    ['cron(0 12 ? * L *)', ['26-11-28T12:00Z', '26-12-05T12:00Z']],
    ['cron(0 12 L * ? *)', ['26-11-30T12:00Z', '26-12-31T12:00Z']],
    ['cron(0 12 3W * ? *)', ['26-12-03T12:00Z', '27-01-04T12:00Z']],
    ['cron(5/20 10 * * ? *)', ['26-11-23T10:05Z', '26-11-23T10:25Z', '26-11-23T10:45Z', '26-11-24T10:05Z']],
    ['cron(0 0 1 1/6 ? *)', ['27-01-01T00:00Z', '27-07-01T00:00Z']],
    ['cron(0 0 1 JAN ? 2028)', ['28-01-01T00:00Z']],
  ] as const) {
    it(`reads ${text} with AWS's numbering`, () => {
      expect(times(text, expected.length)).to.deep.equal(expected);
    });
  }

  it('evaluates cron in its time zone, across the change of clocks', () => {
    expect(times('cron(30 8 * * ? *)', 1, 'Europe/Berlin')).to.deep.equal(['26-11-23T07:30Z']);
    expect(times('cron(30 8 * * ? *)', 1, 'Europe/Berlin', new Date('2027-06-01T00:00:00Z'))).to.deep.equal(['27-06-01T06:30Z']);
  });

  it('is due once for at, in its time zone', () => {
    expect(times('at(2026-11-23T09:00:00)', 2)).to.deep.equal(['26-11-23T09:00Z']);
    expect(times('at(2026-11-23T09:00:00)', 2, 'Asia/Tokyo', new Date('2026-11-22T00:00:00Z'))).to.deep.equal(['26-11-23T00:00Z']);
  });

  for (const text of [
    'rate(0 minutes)',
    'rate(5 weeks)',
    'every day',
    'cron(0 8 * * *)',
    'cron(0 8 * * * *)',
    'cron(0 8 ? * ? *)',
    'cron(61 8 * * ? *)',
    'cron(0 8 ? * 8 *)',
    'at(2026-11-23)',
    'at(2026-13-23T09:00:00)',
  ]) {
    it(`refuses ${text}`, () => {
      expect(parseExpression(text, { timezone: 'UTC', startsAt: START })).to.equal(undefined);
    });
  }
});
