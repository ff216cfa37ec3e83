import type { AlarmActions } from '../../cloudwatch/alarms/definition';
import { longestName } from '../limits/names';
import { physicalName, type ResourceType, resourceType } from '../resource-type';
import { alarmProblems } from './alarm-problems';
import { compositeAlarmSchema, metricAlarmSchema, type NamedProperties } from './alarm-properties';
import { alarmQueries } from './alarm-queries';

const checkedSchema = metricAlarmSchema.superRefine((properties, context) => {
  for (const issue of alarmProblems(properties)) context.addIssue({ code: 'custom', ...issue });
});

const actionsOf = (properties: NamedProperties): AlarmActions => ({
  enabled: properties.ActionsEnabled ?? true,
  ok: properties.OKActions ?? [],
  alarm: properties.AlarmActions ?? [],
  insufficientData: properties.InsufficientDataActions ?? [],
});

export const metricAlarm: ResourceType = resourceType(checkedSchema, (properties, { cloudWatch }, creation) => {
  const name = properties.AlarmName ?? physicalName(creation, longestName('AWS::CloudWatch::Alarm'));
  const { arn } = cloudWatch.alarms.putMetricAlarm({
    name,
    actions: actionsOf(properties),
    properties: { ...properties, AlarmName: name },
    queries: alarmQueries(properties),
    comparison: properties.ComparisonOperator,
    threshold: properties.Threshold,
    evaluationPeriods: properties.EvaluationPeriods,
    ...(properties.DatapointsToAlarm !== undefined && { datapointsToAlarm: properties.DatapointsToAlarm }),
    ...(properties.TreatMissingData && { treatMissingData: properties.TreatMissingData }),
  });
  return { ref: name, attributes: { Arn: arn } };
});

export const compositeAlarm: ResourceType = resourceType(
  compositeAlarmSchema,
  (properties, { cloudWatch }, creation) => {
    const name = properties.AlarmName ?? physicalName(creation, longestName('AWS::CloudWatch::CompositeAlarm'));
    const { arn } = cloudWatch.alarms.putCompositeAlarm({
      name,
      actions: actionsOf(properties),
      properties: { ...properties, AlarmName: name },
      rule: properties.AlarmRule,
    });
    return { ref: name, attributes: { Arn: arn } };
  },
);
