import type { Transition } from './definition';

/** What an alarm tells a topic. */
export interface Notification {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

/** Region names that stand in notifications; another region goes by its code. */
const REGION_NAMES: Readonly<Record<string, string>> = { 'us-east-1': 'US East (N. Virginia)' };
/** Of a subject, in SNS. */
const MOST_CHARACTERS = 100;

const date = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');

/**
 * What an alarm sends to the topics among its actions when its state changes, in the shape that was recorded on AWS (localstack,
 * test_cloudwatch.snapshot.json, alarm-1-sqs-msg). Actions that are no topics are not taken here.
 */
export const notificationsOf = ({ alarm, from, to }: Transition): Notification[] => {
  const { actions, name, arn, properties } = alarm;
  const { ok: OKActions, alarm: AlarmActions, insufficientData: InsufficientDataActions } = actions;
  const ofState = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }[to.value];
  const [, , , regionCode = '', account = ''] = arn.split(':');
  const region = REGION_NAMES[regionCode] ?? regionCode;
  const message = JSON.stringify({
    AlarmName: name,
    AlarmDescription: properties.AlarmDescription ?? null,
    AWSAccountId: account,
    NewStateValue: to.value,
    NewStateReason: to.reason,
    StateChangeTime: date(to.sinceMs),
    Region: region,
    AlarmArn: arn,
    OldStateValue: from.value,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
    ...(alarm.type === 'MetricAlarm' ? { Trigger: triggerOf(properties) } : { AlarmRule: properties.AlarmRule }),
  });
  const subject = `${to.value}: "${name}" in ${region}`.slice(0, MOST_CHARACTERS);
  const topics = actions.enabled ? ofState.filter((action) => action.split(':')[2] === 'sns') : [];
  return topics.map((topicArn) => ({ topicArn, subject, message }));
};

const DESCRIBED = [
  'MetricName',
  'Namespace',
  'Unit',
  'Period',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'ComparisonOperator',
  'Threshold',
  'TreatMissingData',
  'Metrics',
] as const;

const triggerOf = (properties: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { Dimensions = [], Statistic, ExtendedStatistic, Metrics, EvaluateLowSampleCountPercentile = '' } = properties;
  const described = Object.fromEntries(
    DESCRIBED.flatMap((name) => (name in properties ? [[name, properties[name]]] : [])),
  );
  if (Metrics !== undefined) return { ...described, EvaluateLowSampleCountPercentile };
  return {
    ...described,
    ...(Statistic === undefined
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
      : { StatisticType: 'Statistic', Statistic: String(Statistic).toUpperCase() }),
    Dimensions: (Dimensions as { Name: string; Value: string }[]).map(({ Name: name, Value: value }) => ({
      value,
      name,
    })),
    EvaluateLowSampleCountPercentile,
  };
};
