import { MINUTE_MS } from '../../../src/cloudwatch/metrics/metric';
import { compileQueries, type MetricQuery, QueryError } from '../../../src/cloudwatch/metrics/metric-query';
import { MetricStore } from '../../../src/cloudwatch/metrics/metric-store';

const NINE = Date.parse('2026-11-24T09:00:00Z');
type Points = readonly (number | undefined)[];

const query = (id: string, periodSeconds = 60, statistic = 'Sum'): MetricQuery => ({
  id,
  of: { metric: { namespace: 'Shop', name: id, dimensions: {} }, statistic, periodSeconds },
  returnData: false,
});
const expression = (text: string, id = 'e1'): MetricQuery => ({ id, of: { expression: text }, returnData: true });

/** What an expression gives of metrics, one value a minute; `-` is a minute without data. */
const computed = (text: string, metrics: Record<string, Points> = {}): Points => {
  const store = new MetricStore();
  const periods = Math.max(1, ...Object.values(metrics).map(({ length }) => length));
  for (const [name, points] of Object.entries(metrics)) {
    points.forEach((value, at) => {
      if (value !== undefined) store.add({ namespace: 'Shop', name, dimensions: {} }, value, NINE + at * MINUTE_MS);
    });
  }
  const queries = compileQueries([...Object.keys(metrics).map((id) => query(id)), expression(text)]);
  return queries.run('e1', store, { startMs: NINE, periods });
};
const _ = undefined;

// docs: AmazonCloudWatch/latest/monitoring/using-metric-math.html (read in awsdocs/amazon-cloudwatch-user-guide, doc_source/using-metric-math.md).
describe("the guide's tables of metric math", () => {
  const compared = { m1: [30, 20, 0, 0], m2: [20, _, 20, _] };
  it.each([
    ['m1 < m2', [0, 0, 1, 0]],
    ['m1 >= 30', [1, 0, 0, 0]],
    ['m1 > 15 AND m2 > 15', [1, 0, 0, 0]],
    ['m1 > 15 && m2 > 15', [1, 0, 0, 0]],
  ])('compare: %s', (text, expected) => {
    expect(computed(text, compared)).toEqual(expected);
  });

  const branches = { m1: [1, 1, 0, 0, _], m2: [30, _, 0, 0, 30], m3: [0, 0, 20, _, 20] };
  it.each<[string, Points]>([
    ['IF(m1, m2, m3)', [30, 0, 20, _, _]],
    ['IF(m1, 5, m3)', [5, 5, 20, _, _]],
    ['IF(m1, m2, 5)', [30, 0, 5, 5, _]],
    ['IF(m1, m2)', [30, 0, _, _, _]],
    ['IF(1, m2, m3)', [30, _, 0, 0, 30]],
    ['IF(0, m2)', [_, _, _, _, _]],
  ])('choose: %s', (text, expected) => {
    expect(computed(text, branches)).toEqual(expected);
  });
});

describe('an expression', () => {
  const metrics = { errors: [1, _, 3, _], requests: [10, 20, _, _] };
  it.each<[string, Points]>([
    ['errors + requests', [11, 20, 3, _]],
    ['FILL(errors, 0) + FILL(requests, 0)', [11, 20, 3, 0]],
    ['FILL(errors, REPEAT)', [1, 1, 3, 3]],
    ['FILL(errors, requests)', [1, 20, 3, _]],
    ['100 * errors / requests', [10, 0, _, _]],
    ['-errors', [-1, _, -3, _]],
    ['errors - 1 - 1', [-1, _, 1, _]],
    ['2 ^ -1 * errors', [0.5, _, 1.5, _]],
    ['SUM([errors, requests])', [11, 20, 3, _]],
    ['SUM(METRICS())', [11, 20, 3, _]],
    ['SUM(METRICS("err"))', [1, _, 3, _]],
    ['AVG([errors, requests])', [5.5, 10, 1.5, _]],
    ['MAX([errors, requests])', [10, 20, 3, _]],
    ['SUM(100 / [errors, requests])', [110, 5, 100 / 3, _]],
    ['errors / SUM(errors)', [0.25, _, 0.75, _]],
    ['RATE(errors)', [_, _, 2 / 120, _]],
    ['DIFF(errors)', [_, _, 2, _]],
    ['RUNNING_SUM(errors)', [1, _, 4, _]],
    ['requests / PERIOD(requests)', [10 / 60, 20 / 60, _, _]],
    ['IF((errors > 0) AND (requests > 0) AND (requests <= 10), 1, 0)', [1, 0, 0, _]],
    ['IF(requests > 10, errors)', [_, 0, _, _]],
    ['TIME_SERIES(2)', [2, 2, 2, 2]],
    ['CEIL(requests / 3) + FLOOR(ABS(-errors))', [5, 7, 3, _]],
  ])('%s', (text, expected) => {
    expect(computed(text, metrics)).toEqual(expected);
  });

  it.each([
    ['SEARCH(\'{Shop} brewed\', "Sum", 60)', 'the function SEARCH is not computed here'],
    ['ANOMALY_DETECTION_BAND(errors)', 'the function ANOMALY_DETECTION_BAND is not computed here'],
    ['constructor(errors)', 'the function constructor is not computed here'],
    ['FILL(errors, LINEAR)', 'FILL: FILL is computed here with a number, a time series or REPEAT, not with LINEAR'],
    ['FILL(errors)', 'FILL does not take 1 arguments'],
    ['errors +', 'it ends too early'],
    ['errors % 2', 'not understood: % 2'],
    ['(errors', ') is missing before its end'],
    ['errors requests', 'not understood: requests'],
    ['orders', 'there is no metric or expression with the id orders'],
    ['SUM(errors)', 'must be a single time series, is a number'],
    ['[errors, requests]', 'must be a single time series, is 2 of them'],
    ['SUM(1)', 'SUM: it takes a time series or a list of them'],
    ['e1 + 1', 'refers to itself by e1'],
  ])('is refused before anything is measured: %s', (text, message) => {
    expect(() => computed(text, metrics)).toThrow(message);
  });
});

describe('queries', () => {
  const refused = (queries: MetricQuery[]): QueryError => {
    try {
      compileQueries(queries);
    } catch (error) {
      if (error instanceof QueryError) return error;
    }
    throw new Error('it was not refused');
  };

  it.each<[string, MetricQuery[], string, string]>([
    ['two of the same id', [query('m1'), query('m1')], 'Id', 'must be unique'],
    ['an id in uppercase', [query('M1')], 'Id', 'must begin with a lowercase letter'],
    ['a trimmed mean', [query('m1', 60, 'tm90')], 'MetricStat.Stat', 'is not computed here'],
    ['high resolution', [query('m1', 10)], 'MetricStat.Period', 'must be a multiple of 60'],
    ['two periods', [query('m1'), query('m2', 300)], 'MetricStat.Period', 'must be the same as that of m1, 60'],
  ])('are refused: %s', (_name, queries, property, message) => {
    const error = refused(queries);
    expect([error.property, error.message]).toEqual([property, expect.stringContaining(message)]);
  });

  it('may name expressions, in any order', () => {
    const store = new MetricStore();
    store.add({ namespace: 'Shop', name: 'm1', dimensions: {} }, 4, NINE);
    const queries = compileQueries([expression('e2 * 2'), expression('m1 + 1', 'e2'), query('m1', 300)]);
    expect(queries.periodSeconds).toBe(300);
    expect(queries.run('e1', store, { startMs: NINE - 5 * MINUTE_MS, periods: 2 })).toEqual([undefined, 10]);
  });
});
