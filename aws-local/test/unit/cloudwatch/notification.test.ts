import type { Alarm, StateRecord } from '../../../src/cloudwatch/alarms/definition';
import { notificationsOf } from '../../../src/cloudwatch/alarms/notification';

const TOPIC = 'arn:aws:sns:us-east-1:111111111111:alarms';
const PAGER = 'arn:aws:sns:us-east-1:111111111111:pager';
const INSTANCE = 'arn:aws:automate:us-east-1:ec2:stop';
const from: StateRecord = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', sinceMs: 0 };
const to: StateRecord = { value: 'ALARM', reason: 'testing alarm', sinceMs: Date.parse('2026-11-24T09:00:00Z') };
const alarm: Alarm = {
  type: 'MetricAlarm',
  name: 'burnt',
  arn: 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:burnt',
  actions: { enabled: true, ok: [TOPIC], alarm: [TOPIC, PAGER, INSTANCE], insufficientData: [] },
  properties: {
    AlarmDescription: 'testing cloudwatch alarms',
    ComparisonOperator: 'GreaterThanThreshold',
    Dimensions: [{ Name: 'InstanceId', Value: 'abc' }],
    EvaluationPeriods: 2,
    MetricName: 'my-metric101',
    Namespace: 'Shop',
    Period: 60,
    Statistic: 'Average',
    Threshold: 2,
    TreatMissingData: 'ignore',
  },
  state: to,
};

// localstack, test_cloudwatch.snapshot.json, test_enable_disable_alarm_actions, recorded on AWS
test('an alarm tells the topics of its new state what was recorded on AWS', () => {
  const notifications = notificationsOf({ alarm, from, to });
  expect(notifications.map(({ topicArn }) => topicArn)).toEqual([TOPIC, PAGER]);
  expect(notifications[0]?.subject).toBe('ALARM: "burnt" in US East (N. Virginia)');
  expect(JSON.parse(notifications[0]?.message ?? '')).toEqual({
    AWSAccountId: '111111111111',
    AlarmActions: [TOPIC, PAGER, INSTANCE],
    AlarmArn: alarm.arn,
    AlarmDescription: 'testing cloudwatch alarms',
    AlarmName: 'burnt',
    InsufficientDataActions: [],
    NewStateReason: 'testing alarm',
    NewStateValue: 'ALARM',
    OKActions: [TOPIC],
    OldStateValue: 'INSUFFICIENT_DATA',
    Region: 'US East (N. Virginia)',
    StateChangeTime: '2026-11-24T09:00:00.000+0000',
    Trigger: {
      ComparisonOperator: 'GreaterThanThreshold',
      Dimensions: [{ name: 'InstanceId', value: 'abc' }],
      EvaluateLowSampleCountPercentile: '',
      EvaluationPeriods: 2,
      MetricName: 'my-metric101',
      Namespace: 'Shop',
      Period: 60,
      Statistic: 'AVERAGE',
      StatisticType: 'Statistic',
      Threshold: 2,
      TreatMissingData: 'ignore',
    },
  });
});

test('an alarm tells nobody of a state without actions, nor while its actions are disabled', () => {
  expect(notificationsOf({ alarm, from, to: { ...to, value: 'INSUFFICIENT_DATA' } })).toEqual([]);
  expect(notificationsOf({ alarm: { ...alarm, actions: { ...alarm.actions, enabled: false } }, from, to })).toEqual([]);
});

test('a composite alarm tells its rule', () => {
  const composite: Alarm = { ...alarm, type: 'CompositeAlarm', properties: { AlarmRule: 'ALARM(burnt)' } };
  const [notification] = notificationsOf({ alarm: composite, from, to });
  expect(JSON.parse(notification?.message ?? '')).toMatchObject({ AlarmRule: 'ALARM(burnt)', AlarmDescription: null });
});
