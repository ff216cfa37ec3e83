import { MINUTE_MS } from '../../../src/cloudwatch/metrics/metric';
import { MetricStore } from '../../../src/cloudwatch/metrics/metric-store';
import { statisticNamed } from '../../../src/cloudwatch/metrics/statistic';

const NINE = Date.parse('2026-11-24T09:00:00Z');
const brewed = { namespace: 'Shop', name: 'Brewed', dimensions: { shop: 'harlem', drink: 'latte' } };

const statistic = (store: MetricStore, name: string, minutes = 1, metric = brewed): number | undefined =>
  statisticNamed(name)?.(store.buckets(metric, NINE, NINE + minutes * MINUTE_MS));

describe('the data points of a metric', () => {
  it('make the statistics that CloudWatch names', () => {
    const store = new MetricStore();
    // The values of localstack's test_get_metric_data_stats, whose answers were recorded on AWS.
    for (let value = 1; value <= 11; value += 1) store.add(brewed, value, NINE + value);
    expect(['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'].map((name) => statistic(store, name))).toEqual([
      66, 11, 1, 11, 6,
    ]);
    expect(['p0', 'p50', 'p90', 'p99.9', 'p100'].map((name) => statistic(store, name))).toEqual([1, 6, 10, 11, 11]);
  });

  it('are joined over the minutes of a period, and only over those', () => {
    const store = new MetricStore();
    store.add(brewed, 5, NINE - 1);
    store.add(brewed, 1, NINE);
    store.add(brewed, 2, NINE + 5 * MINUTE_MS - 1);
    store.add(brewed, 7, NINE + 5 * MINUTE_MS);
    expect(statistic(store, 'Sum', 5)).toBe(3);
    expect(statistic(store, 'Average', 5)).toBe(1.5);
    expect(statistic(store, 'p50', 5)).toBe(1);
  });

  it('count once for each time that they were measured', () => {
    const store = new MetricStore();
    store.add(brewed, 10, NINE, 3);
    store.add(brewed, 2, NINE);
    expect([statistic(store, 'Sum'), statistic(store, 'SampleCount'), statistic(store, 'p75')]).toEqual([32, 4, 10]);
  });

  it('are missing where nothing was measured, not zero', () => {
    expect(statistic(new MetricStore(), 'Sum')).toBeUndefined();
  });

  it('belong to their dimensions, in whatever order these come', () => {
    const store = new MetricStore();
    store.add(brewed, 1, NINE);
    store.add({ ...brewed, dimensions: { drink: 'latte', shop: 'harlem' } }, 1, NINE);
    store.add({ ...brewed, dimensions: { shop: 'harlem' } }, 1, NINE);
    expect(statistic(store, 'Sum')).toBe(2);
    expect(store.metrics()).toHaveLength(2);
  });

  it('keep percentiles to three digits when a minute has many values', () => {
    const store = new MetricStore();
    for (let value = 1; value <= 20_000; value += 1) store.add(brewed, value, NINE);
    expect([statistic(store, 'p50'), statistic(store, 'p99')]).toEqual([10_000, 19_800]);
    expect([...(store.buckets(brewed, NINE, NINE + MINUTE_MS)[0]?.values() ?? [])].length).toBeLessThan(3_000);
    expect(statistic(store, 'Average')).toBe(10_000.5);
  });

  it('have no percentile if one of them is negative', () => {
    const store = new MetricStore();
    store.add(brewed, -1, NINE);
    expect([statistic(store, 'p50'), statistic(store, 'Minimum')]).toEqual([undefined, -1]);
  });

  it('are forgotten after three hours, unless an alarm looks further back', () => {
    const store = new MetricStore();
    store.add(brewed, 1, NINE);
    store.forgetOld(NINE + 180 * MINUTE_MS);
    expect(statistic(store, 'Sum')).toBe(1);
    store.keepAtLeast(240 * MINUTE_MS);
    store.forgetOld(NINE + 240 * MINUTE_MS);
    expect(statistic(store, 'Sum')).toBe(1);
    store.forgetOld(NINE + 241 * MINUTE_MS);
    expect(store.metrics()).toEqual([]);
  });
});

test.each(['tm90', 'p101', 'sum', 'IQM', 'constructor'])('%s is no statistic that is computed here', (name) => {
  expect(statisticNamed(name)).toBeUndefined();
});
