import { MINUTE_MS } from '../metrics/metric';
import { type CompiledQueries, compileQueries, QueryError } from '../metrics/metric-query';
import type { MetricStore } from '../metrics/metric-store';
import { type AlarmState, evaluationRange, type MissingData, nextState } from './alarm-state';
import { breaches } from './comparison';
import type { MetricAlarmDefinition, StateRecord } from './definition';
import { type Datapoint, type Evaluation, stateReason, stateReasonData } from './state-reason';

/** What a metric alarm looks at, ready to be computed. */
export interface Watch {
  readonly definition: MetricAlarmDefinition;
  readonly queries: CompiledQueries;
  readonly returned: string;
  readonly treatMissingData: MissingData;
}

/** Periods of an alarm together: a day at most, or seven where a period is an hour or longer (API_PutMetricAlarm.html, EvaluationPeriods). */
const LONGEST_SECONDS = { short: 86_400, long: 604_800 };
const MOST_METRICS = 10;

/** @throws QueryError that names the query and the property that is wrong or not computed here. */
export const compileWatch = (definition: MetricAlarmDefinition): Watch => {
  const { queries, evaluationPeriods, datapointsToAlarm = evaluationPeriods } = definition;
  const returned = queries.filter(({ returnData }) => returnData);
  const [first] = returned;
  if (first === undefined || returned.length > 1) {
    throw new QueryError(
      '',
      'ReturnData',
      `must be true for exactly one metric or expression, is for ${returned.length}`,
    );
  }
  const metrics = queries.filter(({ of }) => 'metric' in of);
  if (metrics.length > MOST_METRICS) {
    throw new QueryError(
      '',
      'Metrics',
      `an alarm may have ${MOST_METRICS} metrics at most, this one has ${metrics.length}`,
    );
  }
  if (datapointsToAlarm > evaluationPeriods) {
    const problem = `must be at most EvaluationPeriods, ${evaluationPeriods}, got ${datapointsToAlarm}`;
    throw new QueryError('', 'DatapointsToAlarm', problem);
  }
  const compiled = compileQueries(queries);
  const seconds = evaluationPeriods * compiled.periodSeconds;
  const longest = compiled.periodSeconds >= 3_600 ? LONGEST_SECONDS.long : LONGEST_SECONDS.short;
  if (seconds > longest)
    throw new QueryError(
      '',
      'EvaluationPeriods',
      `the periods must be ${longest} s at most together, are ${seconds} s`,
    );
  const treatMissingData = definition.treatMissingData ?? (isOfDynamoDb(definition) ? 'ignore' : 'missing');
  return { definition, queries: compiled, returned: first.id, treatMissingData };
};

/** "Alarms that evaluate metrics in the AWS/DynamoDB namespace ignore missing data by default" (alarms-and-missing-data.html). */
const isOfDynamoDb = ({ queries }: MetricAlarmDefinition): boolean =>
  queries.some(({ of }) => 'metric' in of && of.metric.namespace === 'AWS/DynamoDB');

/** How far back an alarm looks, milliseconds. */
export const rangeMs = ({ definition, queries }: Watch): number =>
  evaluationRange(definition.evaluationPeriods) * queries.periodSeconds * 1_000;

/**
 * What the state of an alarm is at a full minute. Its periods end there, whatever their length: the default window of an alarm "advances each time the
 * alarm is evaluated" (API_EvaluationWindow.html).
 */
export const evaluateWatch = (watch: Watch, store: MetricStore, nowMs: number, current: AlarmState): StateRecord => {
  const { definition, queries, returned, treatMissingData } = watch;
  const { comparison, threshold, evaluationPeriods, datapointsToAlarm = evaluationPeriods } = definition;
  const startMs = nowMs - rangeMs(watch);
  const values = queries.run(returned, store, { startMs, periods: evaluationRange(evaluationPeriods) });
  const points = values.map((value) => (value === undefined ? undefined : breaches(comparison, value, threshold)));
  const value = nextState(points, { evaluationPeriods, datapointsToAlarm, treatMissingData }, current);
  const periodMs = queries.periodSeconds * 1_000;
  const datapoints = values
    .flatMap((each, at): Datapoint[] => (each === undefined ? [] : [{ value: each, startMs: startMs + at * periodMs }]))
    .slice(-evaluationPeriods);
  const evaluation: Evaluation = {
    state: value,
    datapoints,
    comparison,
    threshold,
    evaluationPeriods,
    treatMissingData,
  };
  const query = definition.queries.find(({ id }) => id === returned);
  return {
    value,
    reason: stateReason(evaluation),
    reasonData: stateReasonData(evaluation, {
      nowMs,
      periodSeconds: queries.periodSeconds,
      ...(query && 'metric' in query.of && { statistic: query.of.statistic }),
    }),
    sinceMs: nowMs,
  };
};

/** When alarms are evaluated next: alarms with periods of a minute and longer are, once a minute. */
export const nextEvaluationMs = (nowMs: number): number => (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
