import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import { noDataReason } from './emitted/catalogue';
import { compileExpression } from './math/expression';
import { MINUTE_MS } from './metrics/metric';
import { type CompiledQueries, compileQueries, type MetricQuery, QueryError } from './metrics/metric-query';
import type { MetricStore } from './metrics/metric-store';

const MOST_DATAPOINTS = 100_800;

const dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional();
const query = z.strictObject({
  Id: z.string(),
  Label: z.string().optional(),
  ReturnData: z.boolean().optional(),
  Expression: z.string().optional(),
  Period: z.number().int().positive().optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: z.number().int().positive(),
      Stat: z.string(),
    })
    .optional(),
});

export const getMetricDataInput = z.strictObject({
  MetricDataQueries: z.array(query).max(500),
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).optional(),
});

type Query = z.infer<typeof query>;

/** GetMetricData (API_GetMetricData.html): series of metrics and of expressions, each a single time series. */
export const getMetricData = (store: MetricStore, input: z.infer<typeof getMetricDataInput>) => {
  const { MetricDataQueries, StartTime, EndTime, ScanBy = 'TimestampDescending' } = input;
  if (StartTime >= EndTime) {
    throw new AwsError('ValidationError', `StartTime must be before EndTime, got ${StartTime} and ${EndTime}`);
  }
  // "Round down to the nearest whole minute", for times of the last 15 days.
  const startMs = Math.floor((StartTime * 1_000) / MINUTE_MS) * MINUTE_MS;
  const queries = MetricDataQueries.map(metricQuery);
  const results = queries
    .filter(({ returnData }) => returnData)
    .map((returned) => {
      const compiled = compiledFor(returned, queries);
      const periodMs = compiled.periodSeconds * 1_000;
      const periods = Math.ceil((EndTime * 1_000 - startMs) / periodMs);
      if (periods > MOST_DATAPOINTS) {
        const problem = `may ask for ${MOST_DATAPOINTS} data points at most, asks for ${periods}`;
        throw new AwsError('ValidationError', `The query ${returned.id} ${problem}`);
      }
      const points = compiled
        .run(returned.id, store, { startMs, periods })
        .flatMap((value, at) => (value === undefined ? [] : [{ value, atMs: startMs + at * periodMs }]));
      if (ScanBy === 'TimestampDescending') points.reverse();
      return {
        Id: returned.id,
        Label: returned.label ?? ('metric' in returned.of ? returned.of.metric.name : returned.id),
        Timestamps: points.map(({ atMs }) => atMs / 1_000),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
        ...messagesOf(returned),
      };
    });
  return { MetricDataResults: results, Messages: [] };
};

/** Says so where a metric of AWS never has data here. */
const messagesOf = ({ of }: MetricQuery) => {
  const reason = 'metric' in of ? noDataReason(of.metric) : undefined;
  return reason === undefined ? {} : { Messages: [{ Code: 'NoDataHere', Value: `There are never data: ${reason}` }] };
};

const metricQuery = ({ Id: id, Label, ReturnData, Expression, Period, MetricStat }: Query): MetricQuery => {
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw new AwsError('ValidationError', `The query ${id} must have either Expression or MetricStat`);
  }
  const common = { id, returnData: ReturnData ?? true, ...(Label !== undefined && { label: Label }) };
  if (MetricStat === undefined) {
    return { ...common, of: { expression: Expression ?? '', ...(Period !== undefined && { periodSeconds: Period }) } };
  }
  const { Metric, Period: periodSeconds, Stat: statistic } = MetricStat;
  const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions };
  return { ...common, of: { metric, statistic, periodSeconds } };
};

/** Queries of one request may have periods of their own; those that an expression needs have the same. */
const compiledFor = (returned: MetricQuery, all: readonly MetricQuery[]): CompiledQueries => {
  try {
    return compileQueries(neededBy(returned, all));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new AwsError('ValidationError', `The query ${error.id}: ${error.property} ${error.message}`);
  }
};

const neededBy = (returned: MetricQuery, all: readonly MetricQuery[]): MetricQuery[] => {
  const needed = new Set<MetricQuery>();
  const add = (query: MetricQuery): void => {
    if (needed.has(query)) return;
    needed.add(query);
    if (!('expression' in query.of)) return;
    const { expression } = query.of;
    const ids = idsIn(query.id, expression);
    const isAllMetrics = /\bMETRICS\b/.test(expression);
    for (const other of all) if (ids.has(other.id) || (isAllMetrics && 'metric' in other.of)) add(other);
  };
  add(returned);
  return all.filter((query) => needed.has(query));
};

const idsIn = (id: string, expression: string): ReadonlySet<string> => {
  try {
    return compileExpression(expression).ids;
  } catch (error) {
    throw new QueryError(id, 'Expression', error instanceof Error ? error.message : String(error));
  }
};
