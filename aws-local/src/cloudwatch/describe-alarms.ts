import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { Alarms } from './alarms/alarms';
import type { Alarm } from './alarms/definition';

const MOST_RECORDS = 100;

export const describeAlarmsInput = z.strictObject({
  AlarmNames: z.array(z.string()).max(MOST_RECORDS).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  ActionPrefix: z.string().optional(),
  MaxRecords: z.number().int().min(1).max(MOST_RECORDS).optional(),
  NextToken: z.string().regex(/^\d+$/).optional(),
});

/** DescribeAlarms (API_DescribeAlarms.html). Of composite alarms it tells only those who ask for the type. */
export const describeAlarms = (alarms: Alarms, input: z.infer<typeof describeAlarmsInput>) => {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue, ActionPrefix = '', NextToken } = input;
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
    throw new AwsError('ValidationError', 'AlarmNames and AlarmNamePrefix are mutually exclusive: give one of them');
  }
  const found = alarms
    .list()
    .filter(({ type }) => AlarmTypes.includes(type))
    .filter(({ name }) => AlarmNames === undefined || AlarmNames.includes(name))
    .filter(({ name }) => name.startsWith(AlarmNamePrefix ?? ''))
    .filter(({ state }) => StateValue === undefined || state.value === StateValue)
    .filter(({ actions }) => ActionPrefix === '' || actionsOf(actions).some((arn) => arn.startsWith(ActionPrefix)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const first = Number(NextToken ?? 0);
  const beyond = first + (input.MaxRecords ?? MOST_RECORDS);
  const page = found.slice(first, beyond);
  return {
    MetricAlarms: page.filter(({ type }) => type === 'MetricAlarm').map(described),
    CompositeAlarms: page.filter(({ type }) => type === 'CompositeAlarm').map(described),
    ...(beyond < found.length && { NextToken: String(beyond) }),
  };
};

const actionsOf = ({ ok, alarm, insufficientData }: Alarm['actions']): string[] => [
  ...ok,
  ...alarm,
  ...insufficientData,
];

const described = ({ name, arn, actions, properties, state }: Alarm) => ({
  ...properties,
  AlarmName: name,
  AlarmArn: arn,
  ActionsEnabled: actions.enabled,
  OKActions: actions.ok,
  AlarmActions: actions.alarm,
  InsufficientDataActions: actions.insufficientData,
  StateValue: state.value,
  StateReason: state.reason,
  ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
  StateUpdatedTimestamp: state.sinceMs / 1_000,
  StateTransitionedTimestamp: state.sinceMs / 1_000,
});
