import type { Bucket } from './bucket';

/** What becomes of the data points of a period. @returns undefined if there are none. */
export type Statistic = (buckets: readonly Bucket[]) => number | undefined;

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

const total = (buckets: readonly Bucket[], of: 'sum' | 'count'): number =>
  buckets.reduce((sum, bucket) => sum + bucket[of], 0);

const SIMPLE: Readonly<Record<string, Statistic>> = {
  Sum: (buckets) => total(buckets, 'sum'),
  SampleCount: (buckets) => total(buckets, 'count'),
  Average: (buckets) => total(buckets, 'sum') / total(buckets, 'count'),
  Minimum: (buckets) => Math.min(...buckets.map(({ min }) => min)),
  Maximum: (buckets) => Math.max(...buckets.map(({ max }) => max)),
};

/** The least value that at least this share of the samples does not exceed; there is none if a sample is negative. */
const percentile =
  (percent: number): Statistic =>
  (buckets) => {
    if (buckets.some(({ min }) => min < 0)) return undefined;
    const values = buckets.flatMap((bucket) => [...bucket.values()]).sort(([a], [b]) => a - b);
    let left = Math.max(1, Math.ceil((percent / 100) * total(buckets, 'count')));
    for (const [value, times] of values) {
      left -= times;
      if (left <= 0) return value;
    }
    return undefined;
  };

/**
 * A statistic by CloudWatch's name: Sum, Average, Minimum, Maximum, SampleCount, or a percentile such as p99.9 (Statistics-definitions.html).
 * @returns undefined for one that is not computed here (trimmed means and their like).
 */
export const statisticNamed = (name: string): Statistic | undefined => {
  const percent = PERCENTILE.exec(name)?.[1];
  const compute =
    percent !== undefined ? percentile(Number(percent)) : Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined;
  return compute && ((buckets) => (buckets.length === 0 ? undefined : compute(buckets)));
};
