import { ManualClock } from '../../../src/clock/manual-clock';
import type { MetricAlarmDefinition } from '../../../src/cloudwatch/alarms/definition';
import { CloudWatch } from '../../../src/cloudwatch/cloudwatch';
import { MINUTE_MS } from '../../../src/cloudwatch/metrics/metric';
import type { MetricQuery } from '../../../src/cloudwatch/metrics/metric-query';

const burnt = { namespace: 'Shop', name: 'Burnt', dimensions: { shop: 'harlem' } };
const alarm = (more: Partial<MetricAlarmDefinition> = {}, periodSeconds = 60): MetricAlarmDefinition => ({
  name: 'burnt',
  queries: [{ id: 'm1', of: { metric: burnt, statistic: 'Sum', periodSeconds }, returnData: true }],
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
  actions: { enabled: true, ok: [], alarm: [], insufficientData: [] },
  properties: {},
  ...more,
});

let clock: ManualClock;
let cloudWatch: CloudWatch;
let changes: string[];

beforeEach(() => {
  clock = new ManualClock();
  cloudWatch = new CloudWatch({ clock });
  changes = [];
  const startMs = clock.now();
  cloudWatch.alarms.onTransition(({ alarm: { name }, to }) =>
    changes.push(`${name} ${to.value} after ${(to.sinceMs - startMs) / 1_000} s`),
  );
});

afterEach(() => cloudWatch.close());

const burn = (count = 1) => cloudWatch.store.add(burnt, count, clock.now());
const stateOf = (name = 'burnt') => cloudWatch.alarms.get(name).state;

describe('an alarm on the environment’s clock', () => {
  it('is evaluated when a minute is over, and holds while its range has the data point', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    cloudWatch.start([]);
    clock.advance(61_000);
    burn();
    clock.advance(10 * MINUTE_MS);
    expect(changes).toEqual(['burnt OK after 60 s', 'burnt ALARM after 120 s', 'burnt OK after 300 s']);
    expect(stateOf().reason).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    );
  });

  it('clears with the first minute that has other data', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    cloudWatch.start([]);
    burn();
    clock.advance(61_000);
    burn(0);
    clock.advance(MINUTE_MS);
    expect(changes).toEqual(['burnt ALARM after 60 s', 'burnt OK after 120 s']);
  });

  it('asks for M out of N data points', () => {
    cloudWatch.alarms.putMetricAlarm(alarm({ evaluationPeriods: 3, datapointsToAlarm: 2 }));
    cloudWatch.start([]);
    for (const count of [1, 0, 0, 1, 0, 1]) {
      burn(count);
      clock.advance(MINUTE_MS);
    }
    expect(changes).toEqual(['burnt OK after 60 s', 'burnt ALARM after 360 s']);
  });

  it('slides a window of five minutes on each minute', () => {
    cloudWatch.alarms.putMetricAlarm(alarm({ threshold: 4 }, 300));
    cloudWatch.start([]);
    clock.advance(3 * MINUTE_MS);
    for (let minute = 0; minute < 6; minute += 1) {
      burn();
      clock.advance(MINUTE_MS);
    }
    expect(changes).toEqual(['burnt OK after 60 s', 'burnt ALARM after 480 s']);
  });

  it('tells since when and why it is in its state', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    expect(stateOf()).toEqual({
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      sinceMs: clock.now(),
    });
    cloudWatch.start([]);
    burn(3);
    clock.advance(3 * MINUTE_MS);
    expect(stateOf()).toMatchObject({
      value: 'ALARM',
      reason: 'Threshold Crossed: 1 datapoint [3.0 (24/11/26 08:00:00)] was greater than the threshold (0.0).',
      sinceMs: Date.parse('2026-11-24T08:01:00Z'),
    });
  });

  it('is not evaluated unless it is asked for, and no timer runs then', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    burn();
    clock.advance(10 * MINUTE_MS);
    expect([stateOf().value, clock.scheduled]).toEqual(['INSUFFICIENT_DATA', 0]);
    cloudWatch.start([]);
    expect(clock.scheduled).toBe(1);
    cloudWatch.close();
    expect(clock.scheduled).toBe(0);
  });

  it('makes up for minutes that a busy process has missed, and not for hours', () => {
    cloudWatch.alarms.putMetricAlarm(alarm({ evaluationPeriods: 3, datapointsToAlarm: 3 }));
    const collected = jest.fn();
    cloudWatch.start([collected, (emit) => emit(burnt, 1)]);
    clock.lag(4 * MINUTE_MS);
    clock.advance(0);
    expect([collected.mock.calls.length, stateOf().value]).toEqual([4, 'ALARM']);
    clock.lag(600 * MINUTE_MS);
    clock.advance(0);
    expect([collected.mock.calls.length, stateOf().value]).toEqual([5, 'OK']);
  });

  it('ignores missing data of DynamoDB unless told otherwise', () => {
    const metric = { namespace: 'AWS/DynamoDB', name: 'ThrottledRequests', dimensions: { TableName: 'orders' } };
    const { treatMissingData: _, ...definition } = alarm();
    const queries = [{ id: 'm1', of: { metric, statistic: 'Sum', periodSeconds: 60 }, returnData: true }];
    cloudWatch.alarms.putMetricAlarm({ ...definition, queries });
    cloudWatch.start([]);
    cloudWatch.alarms.setState('burnt', { value: 'ALARM', reason: 'a drill' });
    clock.advance(10 * MINUTE_MS);
    expect(stateOf().value).toBe('ALARM');
  });
});

describe('a state that somebody sets', () => {
  it('lasts until the next evaluation', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    cloudWatch.start([]);
    cloudWatch.alarms.setState('burnt', { value: 'ALARM', reason: 'a drill', reasonData: '{}' });
    expect(stateOf()).toEqual({ value: 'ALARM', reason: 'a drill', reasonData: '{}', sinceMs: clock.now() });
    clock.advance(MINUTE_MS);
    expect(stateOf().value).toBe('OK');
  });

  it('is refused for an alarm that is not there', () => {
    expect(() => cloudWatch.alarms.setState('milk', { value: 'OK', reason: 'a drill' })).toThrow(
      expect.objectContaining({ code: 'ResourceNotFound', statusCode: 404 }),
    );
  });
});

describe('a composite alarm', () => {
  const composite = (name: string, rule: string) => {
    const { actions, properties } = alarm();
    return cloudWatch.alarms.putCompositeAlarm({ name, rule, actions, properties });
  };

  it('follows its alarms in the same minute, through other composite alarms', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    composite('kitchen', 'ALARM("burnt")');
    composite('shop', 'ALARM(kitchen) AND NOT OK(burnt)');
    cloudWatch.start([]);
    burn();
    clock.advance(MINUTE_MS);
    expect(changes).toEqual(['burnt ALARM after 60 s', 'kitchen ALARM after 60 s', 'shop ALARM after 60 s']);
    expect(stateOf('kitchen').reason).toBe(
      'arn:aws:cloudwatch:us-east-1:000000000000:alarm:burnt transitioned to ALARM at Tuesday 24 November, 2026 08:01:00 UTC',
    );
  });

  it('follows a state that somebody sets', () => {
    cloudWatch.alarms.putMetricAlarm(alarm());
    composite('kitchen', 'ALARM("burnt")');
    cloudWatch.alarms.setState('burnt', { value: 'ALARM', reason: 'a drill' });
    expect(stateOf('kitchen').value).toBe('ALARM');
    cloudWatch.alarms.setState('kitchen', { value: 'OK', reason: 'a drill' });
    expect(stateOf('kitchen')).toMatchObject({ value: 'OK', reason: 'a drill' });
  });

  it.each([
    ['ALARM(milk)', 'AlarmRule: there is no alarm milk'],
    ['ALARM(kitchen)', 'AlarmRule: there is no alarm kitchen'],
    ['ALARM(', 'AlarmRule: it ends too early'],
  ])('is refused: %s', (rule, message) => {
    expect(() => composite('kitchen', rule)).toThrow(message);
  });
});

describe('an alarm that cannot be', () => {
  const expression: MetricQuery = { id: 'e1', of: { expression: 'm1 * 2' }, returnData: true };
  const metric = (id: string, periodSeconds = 60): MetricQuery => ({
    id,
    of: { metric: burnt, statistic: 'Sum', periodSeconds },
    returnData: false,
  });
  const hourly = [{ ...metric('m1', 3_600), returnData: true }];

  it.each<[string, Partial<MetricAlarmDefinition>, string, string]>([
    ['two results', { queries: [...alarm().queries, expression] }, 'ReturnData', 'for exactly one'],
    ['none', { queries: [metric('m1')] }, 'ReturnData', 'is for 0'],
    [
      'eleven metrics',
      { queries: [expression, ...Array.from({ length: 11 }, (_, at) => metric(`m${at}`))] },
      'Metrics',
      '10 metrics at most, this one has 11',
    ],
    [
      'more data points than periods',
      { datapointsToAlarm: 2 },
      'DatapointsToAlarm',
      'at most EvaluationPeriods, 1, got 2',
    ],
    ['more than a day', { evaluationPeriods: 1441 }, 'EvaluationPeriods', 'must be 86400 s at most together'],
    [
      'more than a week',
      { evaluationPeriods: 169, queries: hourly },
      'EvaluationPeriods',
      'must be 604800 s at most together',
    ],
  ])('is refused: %s', (_name, more, property, message) => {
    expect(() => cloudWatch.alarms.putMetricAlarm(alarm(more))).toThrow(
      expect.objectContaining({ property, message: expect.stringContaining(message) }),
    );
  });
});
