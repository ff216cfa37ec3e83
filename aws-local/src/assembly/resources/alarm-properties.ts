import { z } from 'zod';
import { parseAlarmRule } from '../../cloudwatch/alarms/alarm-rule';
import { COMPARISON_NAMES } from '../../cloudwatch/alarms/comparison';
import { flag } from '../resource-type';

const decimal = z.union(
  [
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ],
  'expected a number',
);
const count = decimal.refine((value) => Number.isInteger(value) && value > 0, 'expected a whole number above 0');
const texts = z.array(z.string()).optional();
const dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional();

const named = {
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().optional(),
  ActionsEnabled: flag.optional(),
  AlarmActions: texts,
  OKActions: texts,
  InsufficientDataActions: texts,
};

const query = z.strictObject({
  Id: z.string(),
  Label: z.string().optional(),
  ReturnData: flag.optional(),
  Expression: z.string().optional(),
  Period: count.optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: count,
      Stat: z.string(),
    })
    .optional(),
});

export const metricAlarmSchema = z.strictObject({
  ...named,
  ComparisonOperator: z.enum(
    COMPARISON_NAMES,
    `expected ${COMPARISON_NAMES.join(', ')}: others are not evaluated here`,
  ),
  Threshold: decimal,
  EvaluationPeriods: count,
  DatapointsToAlarm: count.optional(),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).optional(),
  // To ignore percentiles of few samples is not built.
  EvaluateLowSampleCountPercentile: z.literal('evaluate').optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: count.optional(),
  Metrics: z.array(query).optional(),
});

/** A metric alarm as a template has it: CloudFormation calls its properties as the API does. */
export type AlarmProperties = z.infer<typeof metricAlarmSchema>;

const rule = z.string().superRefine((text, context) => {
  try {
    parseAlarmRule(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

export const compositeAlarmSchema = z.strictObject({ ...named, AlarmRule: rule });

/** What both kinds of alarms have. */
export type NamedProperties = z.infer<z.ZodObject<typeof named>>;
