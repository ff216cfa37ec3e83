import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { MetricStore } from './metrics/metric-store';

const PAGE_LENGTH = 500;

const datum = z.strictObject({
  MetricName: z.string().min(1),
  Dimensions: z
    .array(z.strictObject({ Name: z.string(), Value: z.string() }))
    .max(30)
    .optional(),
  Timestamp: z.number().optional(),
  Value: z.number().optional(),
  Values: z.array(z.number()).max(150).optional(),
  Counts: z.array(z.number().positive()).max(150).optional(),
  // Neither is kept: minutes of any unit are one series.
  Unit: z.string().optional(),
  StorageResolution: z.number().optional(),
});

export const putMetricDataInput = z.strictObject({
  Namespace: z.string().min(1),
  MetricData: z.array(datum).max(1_000),
});

/** PutMetricData (API_PutMetricData.html), of values; sets of statistics are not taken here. */
export const putMetricData = (
  store: MetricStore,
  { Namespace: namespace, MetricData }: z.infer<typeof putMetricDataInput>,
  nowMs: number,
): void => {
  if (namespace.startsWith('AWS/')) {
    throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
  }
  const data = MetricData.map((each, at) => ({ ...each, values: valuesOf(each, `MetricData.member.${at + 1}`) }));
  for (const { MetricName: name, Dimensions = [], Timestamp, values } of data) {
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
    const atMs = Timestamp === undefined ? nowMs : Timestamp * 1_000;
    for (const [value, times] of values) store.add({ namespace, name, dimensions }, value, atMs, times);
  }
};

const valuesOf = (
  { Value, Values, Counts }: z.infer<typeof datum>,
  field: string,
): [value: number, times: number][] => {
  if (Value !== undefined && Values !== undefined) {
    const message = `The parameters ${field}.Value and ${field}.Values are mutually exclusive and you have specified both.`;
    throw new AwsError('InvalidParameterCombination', message);
  }
  if (Value !== undefined) return [[Value, 1]];
  if (Values === undefined) throw new AwsError('MissingParameter', `${field} must contain Value or Values.`);
  if (Counts !== undefined && Counts.length !== Values.length) {
    const message = `The parameters ${field}.Values and ${field}.Counts must be of the same size.`;
    throw new AwsError('InvalidParameterValue', message);
  }
  return Values.map((value, at) => [value, Counts?.[at] ?? 1]);
};

export const listMetricsInput = z.strictObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string().optional() })).optional(),
  RecentlyActive: z.literal('PT3H').optional(),
  NextToken: z.string().regex(/^\d+$/).optional(),
});

/** ListMetrics (API_ListMetrics.html): those that have data here, some hours back. */
export const listMetrics = (store: MetricStore, input: z.infer<typeof listMetricsInput>) => {
  const { Namespace, MetricName, Dimensions = [], NextToken } = input;
  const found = store
    .metrics()
    .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
    .filter(({ name }) => MetricName === undefined || name === MetricName)
    .filter(({ dimensions }) =>
      Dimensions.every(({ Name, Value }) => Name in dimensions && (Value === undefined || dimensions[Name] === Value)),
    );
  const first = Number(NextToken ?? 0);
  const beyond = first + PAGE_LENGTH;
  return {
    Metrics: found.slice(first, beyond).map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(beyond < found.length && { NextToken: String(beyond) }),
  };
};
