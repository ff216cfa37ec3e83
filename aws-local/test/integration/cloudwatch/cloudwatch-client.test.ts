import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { Target } from '../../../src/assembly/resource-type';
import { compositeAlarm, metricAlarm } from '../../../src/assembly/resources/alarm';
import { ManualClock } from '../../../src/clock/manual-clock';
import { cloudWatchService } from '../../../src/cloudwatch/api';
import { CloudWatch } from '../../../src/cloudwatch/cloudwatch';
import { type HttpServer, startHttpServer } from '../../../src/http/server';

let clock: ManualClock;
let cloudWatch: CloudWatch;
let server: HttpServer;
let client: CloudWatchClient;

beforeEach(async () => {
  clock = new ManualClock();
  cloudWatch = new CloudWatch({ clock });
  server = await startHttpServer({ services: [cloudWatchService(cloudWatch, () => clock.now())] });
  client = new CloudWatchClient({ endpoint: server.url, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  cloudWatch.close();
  await server.close();
});

const create = (type: typeof metricAlarm, properties: Record<string, unknown>) =>
  type.create(properties, { cloudWatch } as Target, { logicalId: 'It', stackName: 'Shop', assets: new Map() });
const burnt = {
  AlarmName: 'burnt',
  AlarmDescription: 'A latte is burnt.',
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 2,
  EvaluationPeriods: 1,
  TreatMissingData: 'notBreaching',
  Namespace: 'Shop',
  MetricName: 'Burnt',
  Dimensions: [{ Name: 'shop', Value: 'harlem' }],
  Statistic: 'Average',
  Period: 60,
  AlarmActions: ['arn:aws:sns:us-east-1:000000000000:alarms'],
};
const put = (MetricData: PutMetricDataCommandInput['MetricData'], Namespace = 'Shop') =>
  client.send(new PutMetricDataCommand({ Namespace, MetricData }));
const described = (input: DescribeAlarmsCommandInput = {}) => client.send(new DescribeAlarmsCommand(input));
const code = (error: Promise<unknown>) =>
  error.then(
    () => 'nothing',
    (reason) => [reason.name, reason.$metadata.httpStatusCode, reason.message],
  );

describe('alarms, through the AWS SDK', () => {
  // The shape and the words: localstack, test_cloudwatch.snapshot.json, test_put_metric_alarm, recorded on AWS.
  it('are described with their state, why and since when', async () => {
    await create(metricAlarm, burnt);
    cloudWatch.start([]);
    expect(await described()).toMatchObject({
      CompositeAlarms: [],
      MetricAlarms: [
        {
          ...burnt,
          ActionsEnabled: true,
          OKActions: [],
          InsufficientDataActions: [],
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:burnt',
          StateValue: 'INSUFFICIENT_DATA',
          StateReason: 'Unchecked: Initial alarm creation',
          StateUpdatedTimestamp: new Date(clock.now()),
        },
      ],
    });
    await put([
      { MetricName: 'Burnt', Dimensions: burnt.Dimensions, Value: 21 },
      { MetricName: 'Burnt', Dimensions: burnt.Dimensions, Value: 22 },
    ]);
    clock.advance(90_000);
    const { MetricAlarms: [alarm] = [] } = await described({ StateValue: 'ALARM' });
    expect(alarm).toMatchObject({
      StateReason: 'Threshold Crossed: 1 datapoint [21.5 (24/11/26 08:00:00)] was greater than the threshold (2.0).',
      StateUpdatedTimestamp: new Date('2026-11-24T08:01:00Z'),
      StateTransitionedTimestamp: new Date('2026-11-24T08:01:00Z'),
    });
    expect(JSON.parse(alarm?.StateReasonData ?? '')).toMatchObject({ recentDatapoints: [21.5], statistic: 'Average' });
  });

  it('are found by name, prefix, type, state and action, in pages', async () => {
    for (const AlarmName of ['burnt', 'cold', 'late']) await create(metricAlarm, { ...burnt, AlarmName });
    await create(metricAlarm, { ...burnt, AlarmName: 'quiet', AlarmActions: [] });
    await create(compositeAlarm, { AlarmName: 'any', AlarmRule: 'ALARM(burnt) OR ALARM(cold)' });
    const names = async (input: DescribeAlarmsCommandInput) => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await described(input);
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
    };
    expect(await names({})).toEqual(['burnt', 'cold', 'late', 'quiet']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['any']);
    expect(await names({ AlarmNames: ['cold', 'any'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })).toEqual([
      'cold',
      'any',
    ]);
    expect(await names({ AlarmNamePrefix: 'l' })).toEqual(['late']);
    expect(await names({ StateValue: 'OK' })).toEqual([]);
    expect(await names({ ActionPrefix: 'arn:aws:sns:', AlarmNamePrefix: '' })).toEqual(['burnt', 'cold', 'late']);
    const { NextToken } = await described({ MaxRecords: 3 });
    expect(await names({ MaxRecords: 3, ...(NextToken !== undefined && { NextToken }) })).toEqual(['quiet']);
    expect(await code(described({ AlarmNames: ['a'], AlarmNamePrefix: 'b' }))).toEqual([
      'ValidationException',
      400,
      expect.stringContaining('mutually exclusive'),
    ]);
  });

  // localstack, test_cloudwatch.py::test_set_alarm_invalid_input and test_enable_disable_alarm_actions, recorded on AWS
  it('can be set for a drill', async () => {
    await create(metricAlarm, burnt);
    const set = (AlarmName: string, StateValue: string) =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue: StateValue as 'OK', StateReason: 'a drill' }));
    await set('burnt', 'ALARM');
    expect((await described()).MetricAlarms).toMatchObject([{ StateValue: 'ALARM', StateReason: 'a drill' }]);
    expect(await code(set('burnt', 'INVALID'))).toEqual([
      'ValidationException',
      400,
      "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
    ]);
    expect(await code(set('milk', 'OK'))).toEqual(['ResourceNotFound', 404, 'There is no alarm milk']);
  });
});

describe('metrics, through the AWS SDK', () => {
  const at = (minute: number, second = 0) =>
    new Date(Date.parse('2026-11-24T08:00:00Z') + minute * 60_000 + second * 1_000);
  const metric = { Namespace: 'Shop', MetricName: 'Burnt', Dimensions: burnt.Dimensions };
  const stat = (Id: string, Stat: string, more: object = {}) => ({
    Id,
    MetricStat: { Metric: metric, Period: 60, Stat },
    ...more,
  });
  const get = (MetricDataQueries: GetMetricDataCommandInput['MetricDataQueries'], more: object = {}) =>
    client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime: at(0, 42), EndTime: at(10), ...more }));

  beforeEach(async () => {
    const datum = { MetricName: 'Burnt', Dimensions: burnt.Dimensions };
    await put([
      { ...datum, Timestamp: at(0, 59), Value: 4 },
      { ...datum, Timestamp: at(2), Values: [1, 10], Counts: [3, 1] },
      { ...datum, Timestamp: at(6), Value: 2, Unit: 'Count' },
    ]);
    await put([{ MetricName: 'Brewed', Value: 1 }]);
  });

  it('are series of statistics, the latest first, of periods that have data', async () => {
    expect(await get([stat('sum', 'Sum'), stat('p50', 'p50', { Label: 'median' })])).toMatchObject({
      Messages: [],
      MetricDataResults: [
        { Id: 'sum', Label: 'Burnt', StatusCode: 'Complete', Timestamps: [at(6), at(2), at(0)], Values: [2, 13, 4] },
        { Id: 'p50', Label: 'median', Values: [2, 1, 4] },
      ],
    });
  });

  it('may be of several periods, and earliest first', async () => {
    const five = { Id: 'five', MetricStat: { Metric: metric, Period: 300, Stat: 'SampleCount' } };
    const { MetricDataResults } = await get([stat('m1', 'Maximum'), five], { ScanBy: 'TimestampAscending' });
    expect(MetricDataResults).toMatchObject([{ Values: [4, 10, 2] }, { Timestamps: [at(0), at(5)], Values: [5, 1] }]);
  });

  it('are computed by expressions', async () => {
    const queries = [
      stat('errors', 'Sum', { ReturnData: false }),
      { Id: 'e1', Expression: 'IF(errors > 3, 1, 0)' },
      { Id: 'e2', Expression: 'SUM(METRICS()) * 2', Label: 'twice' },
    ];
    expect((await get(queries)).MetricDataResults).toMatchObject([
      { Id: 'e1', Label: 'e1', Values: [0, 1, 1] },
      { Id: 'e2', Label: 'twice', Values: [4, 26, 8] },
    ]);
  });

  it('are empty where nothing was measured', async () => {
    const other = { ...metric, Dimensions: [] };
    const queries = [{ Id: 'm1', MetricStat: { Metric: other, Period: 60, Stat: 'Sum' } }];
    expect((await get(queries)).MetricDataResults).toMatchObject([{ Id: 'm1', StatusCode: 'Complete', Values: [] }]);
  });

  it.each<[string, GetMetricDataCommandInput['MetricDataQueries'], object, string]>([
    [
      'an unknown function',
      [{ Id: 'e1', Expression: 'SEARCH("x")' }],
      {},
      'The query e1: Expression the function SEARCH',
    ],
    ['an unknown id', [{ Id: 'e1', Expression: 'm1 * 2' }], {}, 'The query e1: Expression there is no metric'],
    ['neither', [{ Id: 'e1' }], {}, 'The query e1 must have either Expression or MetricStat'],
    ['a time that ends before it begins', [stat('m1', 'Sum')], { EndTime: at(0) }, 'StartTime must be before EndTime'],
    ['too much', [stat('m1', 'Sum')], { EndTime: at(200_000) }, 'may ask for 100800 data points at most'],
  ])('are refused: %s', async (_name, queries, more, message) => {
    expect(await code(get(queries, more))).toEqual(['ValidationException', 400, expect.stringContaining(message)]);
  });

  it('say so where a metric of AWS never has data here', async () => {
    const Metric = { Namespace: 'AWS/DynamoDB', MetricName: 'UserErrors' };
    const { MetricDataResults } = await get([{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }]);
    expect(MetricDataResults).toMatchObject([
      { Values: [], Messages: [{ Value: expect.stringContaining('dynoxide') }] },
    ]);
  });

  it('are listed by namespace, name and dimensions', async () => {
    const list = async (input: object) =>
      (await client.send(new ListMetricsCommand(input))).Metrics?.map(({ MetricName }) => MetricName);
    expect(await list({ Namespace: 'Shop' })).toEqual(['Burnt', 'Brewed']);
    expect(await list({ MetricName: 'Brewed' })).toEqual(['Brewed']);
    expect(await list({ Dimensions: [{ Name: 'shop' }] })).toEqual(['Burnt']);
    expect(await list({ Dimensions: [{ Name: 'shop', Value: 'soho' }] })).toEqual([]);
  });

  it.each<[string, PutMetricDataCommandInput['MetricData'], string, string, string]>([
    [
      "AWS's own namespace",
      [{ MetricName: 'Errors', Value: 1 }],
      'AWS/Lambda',
      'InvalidParameterValueException',
      'The value AWS/',
    ],
    [
      'no value',
      [{ MetricName: 'Errors' }],
      'Shop',
      'MissingRequiredParameterException',
      'MetricData.member.1 must contain',
    ],
    [
      'a value twice',
      [{ MetricName: 'Errors', Value: 1, Values: [1] }],
      'Shop',
      'InvalidParameterCombinationException',
      'MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive',
    ],
    [
      'counts of other values',
      [{ MetricName: 'Errors', Values: [1, 2], Counts: [1] }],
      'Shop',
      'InvalidParameterValueException',
      'must be of the same size',
    ],
  ])('are not taken: %s', async (_name, data, namespace, error, message) => {
    expect(await code(put(data, namespace))).toEqual([error, 400, expect.stringContaining(message)]);
  });
});
