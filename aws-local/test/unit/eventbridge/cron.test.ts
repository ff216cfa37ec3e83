import { ManualClock } from '../../../src/clock/manual-clock';
import { nextCronMs, parseCron } from '../../../src/eventbridge/cron';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { parseSchedule } from '../../../src/eventbridge/schedule';
import { SqsEngine } from '../../../src/sqs/engine';

/** The next moments after a Tuesday, 24 November 2026, 08:00 UTC. */
const next = (expression: string, count = 1): string[] => {
  const cron = parseCron(expression);
  if (cron === undefined) throw new Error(`${expression} is not valid`);
  const times: string[] = [];
  let atMs: number | undefined = Date.parse('2026-11-24T08:00:00Z');
  for (let index = 0; index < count; index += 1) {
    atMs = atMs === undefined ? undefined : nextCronMs(cron, atMs);
    times.push(atMs === undefined ? 'never' : new Date(atMs).toISOString().slice(0, 16));
  }
  return times;
};

// eb-scheduled-rule-pattern.html, "Examples" and the table of wildcards.
describe('the times of a cron expression', () => {
  it.each([
    ['every day at ten', '0 10 * * ? *', ['2026-11-24T10:00', '2026-11-25T10:00']],
    ['every fifteen minutes', '0/15 * * * ? *', ['2026-11-24T08:15', '2026-11-24T08:30']],
    ['weekdays at six', '0 18 ? * MON-FRI *', ['2026-11-24T18:00', '2026-11-25T18:00']],
    ['the first of each month', '0 8 1 * ? *', ['2026-12-01T08:00', '2027-01-01T08:00']],
    ['a list of hours', '30 7,9 * * ? *', ['2026-11-24T09:30', '2026-11-25T07:30']],
    ['a range with a step', '0 9-17/4 ? * * *', ['2026-11-24T09:00', '2026-11-24T13:00']],
    ['the last day of the month', '0 0 L * ? *', ['2026-11-30T00:00', '2026-12-31T00:00']],
    ['the weekday nearest to the 28th', '0 0 28W * ? *', ['2026-11-27T00:00', '2026-12-28T00:00']],
    ['the last weekday of the month', '0 0 LW * ? *', ['2026-11-30T00:00', '2026-12-31T00:00']],
    ['the second Tuesday', '0 0 ? * 3#2 *', ['2026-12-08T00:00', '2027-01-12T00:00']],
    ['the last Friday', '0 0 ? * 6L *', ['2026-11-27T00:00', '2026-12-25T00:00']],
    ['the end of the week', '0 0 ? * L *', ['2026-11-28T00:00', '2026-12-05T00:00']],
    ['names of months', '0 0 1 jan,JUL ? *', ['2027-01-01T00:00', '2027-07-01T00:00']],
    ['a leap day', '0 0 29 2 ? *', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['one year', '0 0 1 1 ? 2027', ['2027-01-01T00:00', 'never']],
  ])('are those of %s', (_what, expression, times) => {
    expect(next(expression, 2)).toEqual(times);
  });

  it('come after the moment they are asked for, not at it', () => {
    expect(next('0 8 * * ? *')).toEqual(['2026-11-25T08:00']);
  });

  it.each([
    '0 10 * * * *',
    '0 10 ? * ? *',
    '0 10 * * ?',
    '60 10 * * ? *',
    '0 10 32W * ? *',
    '0 10 ? * 3#6 *',
    '0 10 ? * 3#1,6#3 *',
    '0/0 10 * * ? *',
    'a 10 * * ? *',
    '0 10 5-1 * ? *',
  ])('are none of %s', (expression) => {
    expect(() => parseSchedule(`cron(${expression})`)).toThrow('Parameter ScheduleExpression is not valid');
  });
});

it('a rule with a cron expression brings its event to the target at each of its times', () => {
  const clock = new ManualClock();
  const sqs = new SqsEngine({ clock });
  const queue = sqs.createQueue('closing', {});
  const events = new EventBridgeEngine({ clock, sqs, invokeFunction: async () => undefined });
  events.rules.put({ name: 'closing', busName: 'default', scheduleExpression: 'cron(0 18 ? * MON-FRI *)' });
  events.rules.putTargets('default', 'closing', [{ Id: 'queue', Arn: queue.arn }]);
  clock.advance(10 * 3_600_000 - 1);
  expect(queue.peek()).toEqual([]);
  clock.advance(24 * 3_600_000 + 1);
  const times = queue.peek().map(({ body }) => JSON.parse(body).time);
  expect(times).toEqual(['2026-11-24T18:00:00Z', '2026-11-25T18:00:00Z']);
  events.close();
});
