import {
  type AlarmState,
  evaluationRange,
  type MissingData,
  nextState,
} from '../../../src/cloudwatch/alarms/alarm-state';
import { type Evaluation, stateReason, stateReasonData } from '../../../src/cloudwatch/alarms/state-reason';

const SETTINGS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const points = (row: string) => row.split(' ').map((point) => ({ '0': false, X: true })[point]);
/** The four columns of AWS's tables. */
const states = (row: string, datapointsToAlarm: number, current: AlarmState | 'retained' = 'retained') =>
  SETTINGS.map((treatMissingData) =>
    nextState(points(row), { evaluationPeriods: 3, datapointsToAlarm, treatMissingData }, current as AlarmState),
  );
const ALL = (state: AlarmState) => [state, state, state, state];

// The tables of docs: AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html, read in awsdocs/amazon-cloudwatch-user-guide
// (doc_source/AlarmThatSendsEmail.md); 0 does not breach, X breaches, - is missing.
describe("AWS's tables of missing data", () => {
  it('has 5 data points for 3 evaluation periods', () => {
    expect(evaluationRange(3)).toBe(5);
  });

  it.each<[string, unknown[]]>([
    ['0 - X - X', ALL('OK')],
    ['0 - - - -', ALL('OK')],
    ['- - - - -', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
    ['0 X X - X', ALL('ALARM')],
    ['- - - - X', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
    ['X - - - -', ['ALARM', 'retained', 'ALARM', 'OK']],
  ])('3 out of 3: %s', (row, expected) => {
    expect(states(row, 3)).toEqual(expected);
  });

  it.each<[string, unknown[]]>([
    ['0 - X - X', ALL('ALARM')],
    ['0 0 X 0 X', ALL('ALARM')],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
  ])('2 out of 3: %s', (row, expected) => {
    expect(states(row, 2)).toEqual(expected);
  });

  // "Avoiding premature transitions to alarm state", quoted in localstack's alarm_scheduler.py.
  it.each<[string, number, AlarmState]>([
    ['- - - X -', 3, 'INSUFFICIENT_DATA'],
    ['- - X - -', 3, 'ALARM'],
    ['- - X X -', 3, 'ALARM'],
    ['- - - X -', 2, 'ALARM'],
    ['- - - X 0', 3, 'OK'],
    ['- - X - 0', 3, 'OK'],
  ])('is not premature: %s with %d to alarm', (row, datapointsToAlarm, expected) => {
    expect(states(row, datapointsToAlarm)[0]).toBe(expected);
  });
});

describe('an alarm', () => {
  const one = { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' } as const;

  it('looks at the most recent data points alone', () => {
    expect(nextState(points('X X X 0 0 0'), { ...one, evaluationPeriods: 3, datapointsToAlarm: 2 }, 'ALARM')).toBe(
      'OK',
    );
  });

  it('holds on to the last data point of its range', () => {
    expect(nextState(points('- - X'), one, 'OK')).toBe('ALARM');
    expect(nextState(points('X - -'), one, 'ALARM')).toBe('ALARM');
    expect(nextState(points('- - -'), one, 'ALARM')).toBe('OK');
  });
});

const NINE = Date.parse('2026-11-24T09:00:00Z');
const evaluation = (values: number[], more: Partial<Evaluation>): Evaluation => ({
  state: 'ALARM',
  datapoints: values.map((value, at) => ({ value, startMs: NINE + at * 60_000 })),
  comparison: 'GreaterThanThreshold',
  threshold: 2,
  evaluationPeriods: values.length,
  treatMissingData: 'notBreaching',
  ...more,
});

// The first four: localstack's test_cloudwatch.snapshot.json, recorded on AWS, and a mail of AWS (the third).
describe('the reason of a state', () => {
  it.each<[string, Evaluation]>([
    [
      'Threshold Crossed: 1 datapoint [21.5 (24/11/26 09:00:00)] was greater than the threshold (2.0).',
      evaluation([21.5], {}),
    ],
    [
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
      evaluation([], { evaluationPeriods: 2, treatMissingData: 'breaching' }),
    ],
    [
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
      evaluation([], { state: 'OK', evaluationPeriods: 1 }),
    ],
    [
      'Threshold Crossed: 2 datapoints [4.0 (24/11/26 09:01:00), 3.0 (24/11/26 09:00:00)] were greater than the threshold (2.0).',
      evaluation([3, 4], {}),
    ],
    [
      'Threshold Crossed: 1 out of the last 2 datapoints [1.0 (24/11/26 09:00:00)] was not greater than the threshold (2.0).',
      evaluation([1, 4], { state: 'OK' }),
    ],
    [
      'Threshold Crossed: 1 datapoint [1.0 (24/11/26 09:00:00)] was not greater than the threshold (2.0) and 2 missing datapoints were treated as [NonBreaching].',
      evaluation([1], { state: 'OK', evaluationPeriods: 3 }),
    ],
    [
      'Insufficient Data: 1 datapoint was unknown.',
      evaluation([], { state: 'INSUFFICIENT_DATA', evaluationPeriods: 1, treatMissingData: 'missing' }),
    ],
  ])('%s', (expected, given) => {
    expect(stateReason(given)).toBe(expected);
  });

  it('has data for programs', () => {
    const at = { nowMs: NINE + 120_000, periodSeconds: 60, statistic: 'Average' };
    expect(JSON.parse(stateReasonData(evaluation([21.5], {}), at))).toEqual({
      version: '1.0',
      queryDate: '2026-11-24T09:02:00.000+0000',
      startDate: '2026-11-24T09:00:00.000+0000',
      statistic: 'Average',
      period: 60,
      recentDatapoints: [21.5],
      threshold: 2,
      evaluatedDatapoints: [{ timestamp: '2026-11-24T09:00:00.000+0000', value: 21.5 }],
    });
  });
});
