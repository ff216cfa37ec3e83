import { overWithin, raisedWithin, timingOf } from '../../alarms/timing';

const shows = (withinSeconds: number) => ({ withinSeconds, because: 'of the test' });

test('what one sample raises is raised in the minute after it', () => {
  const timing = timingOf({ EvaluationPeriods: 1, Period: 300, Statistic: 'Sum' });
  expect(raisedWithin(timing, shows(15))).toBe(75);
});

test('an average takes whole periods, and a sum of several periods all but the first', () => {
  const metric = (Stat: string) => ({ EvaluationPeriods: 3, Metrics: [{}, { MetricStat: { Period: 300, Stat } }] });
  expect(raisedWithin(timingOf(metric('Average')), shows(0))).toBe(960);
  expect(raisedWithin(timingOf(metric('Maximum')), shows(0))).toBe(660);
});

test('what is sent only when something happens counts for three periods', () => {
  const timing = timingOf({ EvaluationPeriods: 1, Period: 60, Statistic: 'Sum' });
  expect(overWithin(timing, shows(30))).toBe(270);
});

test('an alarm that some of its periods raise is refused', () => {
  expect(() => timingOf({ EvaluationPeriods: 3, DatapointsToAlarm: 2, Period: 60, Statistic: 'Sum' })).toThrow(
    'DatapointsToAlarm must be EvaluationPeriods, 3, is 2',
  );
});
