import type { Target } from '../../../src/assembly/resource-type';
import { compositeAlarm, metricAlarm } from '../../../src/assembly/resources/alarm';
import { ManualClock } from '../../../src/clock/manual-clock';
import { CloudWatch } from '../../../src/cloudwatch/cloudwatch';

const problems = (properties: object): string[] =>
  metricAlarm.check(properties as Record<string, unknown>).map(({ path, message }) => `${path.join('.')}: ${message}`);

const OLDEST = {
  Namespace: 'AWS/SQS',
  MetricName: 'ApproximateAgeOfOldestMessage',
  Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
};
const oldest = {
  AlarmName: 'oldest',
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: '120',
  EvaluationPeriods: 3,
  Statistic: 'Maximum',
  Period: 60,
  ...OLDEST,
};
const ofList = (Metrics: object[], more: object = {}) => ({
  ComparisonOperator: 'LessThanThreshold',
  Threshold: 50.5,
  EvaluationPeriods: 1,
  Metrics,
  ...more,
});
const age = (more: object = {}, metric: object = OLDEST) => ({
  Id: 'age',
  MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' },
  ReturnData: false,
  ...more,
});
const doubled = (more: object = {}) => ({ Id: 'doubled', Expression: 'age * 2', ReturnData: true, ...more });

describe('an alarm of a template', () => {
  it.each([
    ['on one metric', oldest],
    ['on a percentile', { ...oldest, Statistic: undefined, ExtendedStatistic: 'p99' }],
    ['on an expression', ofList([age(), doubled()])],
    ['on one metric of a list', ofList([age({ ReturnData: undefined, Label: 'oldest' })])],
    ['on a metric of the app', ofList([age({ ReturnData: true }, { Namespace: 'Shop', MetricName: 'Burnt' })])],
    [
      'on one that never has data here',
      { ...oldest, Namespace: 'AWS/DynamoDB', MetricName: 'UserErrors', Dimensions: [] },
    ],
  ])('is understood: %s', (_name, properties) => {
    expect(problems(properties)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a metric that nobody computes',
      { ...oldest, MetricName: 'Age' },
      'MetricName: nothing computes AWS/SQS Age here',
    ],
    [
      'a service that nobody computes',
      ofList([age({}, { Namespace: 'AWS/RDS', MetricName: 'CPUUtilization' }), doubled()]),
      'Metrics.0.MetricStat.Metric.MetricName: nothing computes metrics of AWS/RDS here',
    ],
    [
      'other dimensions',
      { ...oldest, Dimensions: [] },
      'MetricName: AWS/SQS ApproximateAgeOfOldestMessage has no series by no',
    ],
    [
      'an unknown function',
      ofList([age(), doubled({ Expression: 'ANOMALY_DETECTION_BAND(age)' })]),
      'Metrics.1.Expression: the function ANOMALY_DETECTION_BAND is not computed here',
    ],
    [
      'an id that is not there',
      ofList([age(), doubled({ Expression: 'agee * 2' })]),
      'Metrics.1.Expression: there is no metric or expression with the id agee',
    ],
    ['no result', ofList([age()]), 'Metrics: must be true for exactly one metric or expression, is for 0'],
    [
      'a statistic that is not computed',
      { ...oldest, Statistic: undefined, ExtendedStatistic: 'tm90' },
      'ExtendedStatistic: is not computed here',
    ],
    ['high resolution', { ...oldest, Period: 10 }, 'Period: must be a multiple of 60'],
    [
      'two periods',
      ofList([
        age(),
        age({ Id: 'other', MetricStat: { Metric: OLDEST, Period: 300, Stat: 'Sum' } }),
        doubled({ Expression: 'age + other' }),
      ]),
      'Metrics.1.MetricStat.Period: must be the same as that of age, 60',
    ],
    [
      'the band of an anomaly detector',
      { ...oldest, ComparisonOperator: 'GreaterThanUpperThreshold' },
      'ComparisonOperator: expected GreaterThanThreshold, ',
    ],
    ['no metric', { ...oldest, MetricName: undefined }, 'MetricName: an alarm without Metrics requires it'],
    ['two statistics', { ...oldest, ExtendedStatistic: 'p99' }, 'Statistic: an alarm without Metrics requires it or'],
    [
      'a metric beside a list',
      { ...oldest, Metrics: [age({ ReturnData: true })] },
      'Namespace: does not go with Metrics',
    ],
    ['neither metric nor expression', ofList([{ Id: 'm1' }]), 'Metrics.0: must have either Expression or MetricStat'],
    ['a threshold that is a word', { ...oldest, Threshold: 'high' }, 'Threshold: expected a number'],
    ['no periods', { ...oldest, EvaluationPeriods: 0 }, 'EvaluationPeriods: expected a whole number above 0'],
    ['a wall clock', { ...oldest, EvaluationWindow: {} }, 'EvaluationWindow: the property is not understood here'],
    ['a unit', { ...oldest, Unit: 'Seconds' }, 'Unit: the property is not understood here'],
  ])('is refused at the property that is wrong: %s', (_name, properties, problem) => {
    expect(problems(properties)[0]).toEqual(expect.stringContaining(problem));
  });
});

describe('alarms that a template makes', () => {
  const cloudWatch = new CloudWatch({ clock: new ManualClock() });
  const create = (type: typeof metricAlarm, properties: object, logicalId: string) =>
    type.create(properties as Record<string, unknown>, { cloudWatch } as Target, {
      logicalId,
      stackName: 'Shop',
      assets: new Map(),
    });

  it('are referred to by name and ARN, and told as the API does', async () => {
    const { ref, attributes } = await create(metricAlarm, oldest, 'Oldest');
    expect([ref, attributes]).toEqual(['oldest', { Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:oldest' }]);
    await create(compositeAlarm, { AlarmRule: `ALARM("${attributes?.Arn}")`, ActionsEnabled: 'false' }, 'Any');
    expect(cloudWatch.alarms.list()).toMatchObject([
      {
        type: 'MetricAlarm',
        name: 'oldest',
        properties: { Threshold: 120, ...OLDEST },
        state: { value: 'INSUFFICIENT_DATA' },
      },
      { type: 'CompositeAlarm', name: 'Shop-Any', actions: { enabled: false } },
    ]);
  });

  it('are refused if a composite alarm names one that is not there', async () => {
    await expect(create(compositeAlarm, { AlarmRule: 'ALARM(milk)' }, 'Milk')).rejects.toThrow(
      'AlarmRule: there is no alarm milk, or it is made later',
    );
  });

  it('are refused before anything is made if a rule is not understood', () => {
    expect(compositeAlarm.check({ AlarmRule: 'ALARM(oldest' })).toEqual([
      { path: ['AlarmRule'], message: ') is missing before its end' },
    ]);
    expect(compositeAlarm.check({ AlarmRule: 'TRUE', ActionsSuppressor: 'oldest' })).toEqual([
      { path: ['ActionsSuppressor'], message: 'the property is not understood here' },
    ]);
  });
});
