import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CustomMetricWithAlarm, MetricWithAlarmSupport } from 'cdk-monitoring-constructs';

export interface AlarmDefinition {
  /** Its name after the stack's. */
  readonly name: string;
  /** What it means to whoever is woken by it: one sentence. */
  readonly means: string;
  /** Anchor of its section in the runbook. */
  readonly section: string;
  readonly raisedWhen: 'above' | 'atLeast' | 'below';
  readonly threshold: number;
  /** Periods of the metric, one after the other. */
  readonly periods: number;
  /** Periods with no more samples than this are not judged. */
  readonly fewSamples?: number;
  /** Whether the threshold is a line in the graph: where a look at it tells something. */
  readonly drawn?: boolean;
  /** Whether customers go without because of it: then the composite alarm is raised, too. */
  readonly stopsService?: boolean;
}

/** Marks the alarms of which the composite alarm is made. */
export const STOPS_SERVICE = 'customers-not-served';

export const runbookLink = (section: string): string => `docs/runbook.md#${section}`;

const OPERATORS = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  atLeast: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

/** A metric with its alarm, for a graph that shows both. */
export const alarmed = (metric: MetricWithAlarmSupport, alarm: AlarmDefinition): CustomMetricWithAlarm => ({
  metric,
  alarmFriendlyName: alarm.name,
  addAlarm: {
    Critical: {
      threshold: alarm.threshold,
      comparisonOperator: OPERATORS[alarm.raisedWhen],
      datapointsToAlarm: alarm.periods,
      // SQS is silent about a queue that rests, and a stage about what did not happen.
      treatMissingDataOverride: TreatMissingData.NOT_BREACHING,
      alarmDescriptionOverride: alarm.means,
      runbookLink: runbookLink(alarm.section),
      overrideAnnotationVisibility: alarm.drawn ?? false,
      ...(alarm.fewSamples !== undefined && { minSampleCountToEvaluateDatapoint: alarm.fewSamples }),
      ...(alarm.stopsService && { customTags: [STOPS_SERVICE] }),
    },
  },
});
