import { compileExpression, type Expression } from '../math/expression';
import { type Series, series, type Value } from '../math/value';
import { type Metric, MINUTE_MS } from './metric';
import type { MetricStore } from './metric-store';
import { type Statistic, statisticNamed } from './statistic';

/** A metric with a statistic, or an expression over others: MetricDataQuery of the API. */
export interface MetricQuery {
  readonly id: string;
  readonly of:
    | { readonly metric: Metric; readonly statistic: string; readonly periodSeconds: number }
    | { readonly expression: string; readonly periodSeconds?: number };
  readonly label?: string;
  readonly returnData: boolean;
}

/** Periods, one after the other. */
interface Range {
  /** Epoch milliseconds, on a full minute. */
  readonly startMs: number;
  readonly periods: number;
}

/** Queries that belong together: expressions name the others by their ids. */
export interface CompiledQueries {
  /** Of every query, seconds. */
  readonly periodSeconds: number;
  /** What a query gives in a range. @throws Error if it does not end in a time series. */
  run(id: string, store: MetricStore, range: Range): Series;
}

/** Tells what is wrong with a query. */
export class QueryError extends Error {
  public readonly id: string;
  /** `Expression`, `MetricStat.Stat` and the like, from the query. */
  public readonly property: string;

  public constructor(id: string, property: string, message: string) {
    super(message);
    this.id = id;
    this.property = property;
  }
}

type Compiled =
  | { readonly metric: Metric; readonly statistic: Statistic; readonly id: string }
  | { readonly expression: Expression; readonly id: string };

const ID = /^[a-z][A-Za-z0-9_]{0,254}$/;

/**
 * Reads queries, each of which may name the others.
 * @throws QueryError for an id, statistic, period or expression that is wrong or not computed here.
 */
export const compileQueries = (queries: readonly MetricQuery[]): CompiledQueries => {
  const compiled = new Map<string, Compiled>();
  for (const { id, of } of queries) {
    if (!ID.test(id))
      throw new QueryError(id, 'Id', 'must begin with a lowercase letter and hold letters, digits and _ alone');
    if (compiled.has(id)) throw new QueryError(id, 'Id', 'must be unique');
    compiled.set(
      id,
      'metric' in of ? { id, ...compiledMetric(id, of) } : { id, expression: compiledExpression(id, of.expression) },
    );
  }
  for (const each of compiled.values()) checkIds(each, compiled, []);
  const periodSeconds = commonPeriod(queries);
  const run: CompiledQueries['run'] = (id, store, range) => runQuery(id, compiled, { store, periodSeconds, range });
  // Whatever an expression gets of the wrong kind shows without data, too.
  for (const { id } of compiled.values()) {
    try {
      runQuery(id, compiled, { store: undefined, periodSeconds, range: { startMs: 0, periods: 1 } });
    } catch (error) {
      throw new QueryError(id, 'Expression', error instanceof Error ? error.message : String(error));
    }
  }
  return { periodSeconds, run };
};

const compiledMetric = (id: string, { metric, statistic }: { metric: Metric; statistic: string }) => {
  const known = statisticNamed(statistic);
  if (known) return { metric, statistic: known };
  throw new QueryError(
    id,
    'MetricStat.Stat',
    'is not computed here: Sum, Average, Minimum, Maximum, SampleCount and percentiles are',
  );
};

const compiledExpression = (id: string, expression: string): Expression => {
  try {
    return compileExpression(expression);
  } catch (error) {
    throw new QueryError(id, 'Expression', error instanceof Error ? error.message : String(error));
  }
};

const checkIds = (query: Compiled, all: ReadonlyMap<string, Compiled>, path: readonly string[]): void => {
  if (path.includes(query.id)) throw new QueryError(query.id, 'Expression', `refers to itself by ${path.join(', ')}`);
  if (!('expression' in query)) return;
  for (const id of query.expression.ids) {
    const named = all.get(id);
    if (named === undefined)
      throw new QueryError(query.id, 'Expression', `there is no metric or expression with the id ${id}`);
    checkIds(named, all, [...path, query.id]);
  }
};

/** Of an alarm's metrics "each must be using the same period" (AlarmThatSendsEmail.html). */
const commonPeriod = (queries: readonly MetricQuery[]): number => {
  const [first, ...others] = queries.flatMap(({ id, of: { periodSeconds } }) =>
    periodSeconds === undefined ? [] : [{ id, periodSeconds }],
  );
  const { id = '', periodSeconds = MINUTE_MS / 1_000 } = first ?? {};
  if (periodSeconds <= 0 || periodSeconds % (MINUTE_MS / 1_000) !== 0) {
    throw new QueryError(
      id,
      'MetricStat.Period',
      'must be a multiple of 60 here, where no metric is of high resolution',
    );
  }
  const other = others.find((each) => each.periodSeconds !== periodSeconds);
  if (other) throw new QueryError(other.id, 'MetricStat.Period', `must be the same as that of ${id}, ${periodSeconds}`);
  return periodSeconds;
};

interface Run {
  /** Undefined: there are no data, and the types alone matter. */
  readonly store: MetricStore | undefined;
  readonly periodSeconds: number;
  readonly range: Range;
}

const runQuery = (id: string, compiled: ReadonlyMap<string, Compiled>, run: Run): Series => {
  const value = resultOf(id, compiled, run);
  if (value.kind === 'series') return value.series;
  throw new Error(
    `must be a single time series, is ${value.kind === 'list' ? `${value.list.length} of them` : 'a number'}`,
  );
};

const resultOf = (id: string, compiled: ReadonlyMap<string, Compiled>, run: Run): Value => {
  const query = compiled.get(id);
  if (query === undefined) throw new Error(`there is no metric or expression with the id ${id}`);
  if ('metric' in query) return series(seriesOf(query, run));
  return query.expression.compute({
    periodSeconds: run.periodSeconds,
    length: run.range.periods,
    value: (inner) => resultOf(inner, compiled, run),
    metrics: (text) =>
      [...compiled.values()].flatMap((each) =>
        'metric' in each && each.id.includes(text) ? [seriesOf(each, run)] : [],
      ),
  });
};

const seriesOf = (
  { metric, statistic }: { readonly metric: Metric; readonly statistic: Statistic },
  { store, periodSeconds, range: { startMs, periods } }: Run,
): Series =>
  Array.from({ length: periods }, (_, at) => {
    const fromMs = startMs + at * periodSeconds * 1_000;
    return store && statistic(store.buckets(metric, fromMs, fromMs + periodSeconds * 1_000));
  });
