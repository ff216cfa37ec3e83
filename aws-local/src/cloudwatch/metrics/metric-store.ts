import { Bucket } from './bucket';
import { type Metric, MINUTE_MS, metricKey } from './metric';

/** What is kept at least: CloudWatch keeps minutes for 15 days, alarms here look back an hour at most unless they say so. */
const LEAST_KEPT_MS = 3 * 60 * MINUTE_MS;

interface Series {
  readonly metric: Metric;
  /** By the start of its minute, in the order in which they came. */
  readonly buckets: Map<number, Bucket>;
}

/** The data points of all metrics, in buckets of a minute; old ones are forgotten. */
export class MetricStore {
  readonly #series = new Map<string, Series>();
  /** Alarms ask for the same metrics minute by minute, and a key takes a microsecond to make. */
  readonly #keys = new WeakMap<Metric, string>();
  #keptMs = LEAST_KEPT_MS;

  /**
   * @param atMs when it was measured, epoch milliseconds.
   * @param times how often the value was measured.
   */
  public add(metric: Metric, value: number, atMs: number, times = 1): void {
    const { buckets } = this.#seriesOf(metric);
    const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    let bucket = buckets.get(minuteMs);
    if (bucket === undefined) {
      bucket = new Bucket();
      buckets.set(minuteMs, bucket);
    }
    bucket.add(value, times);
  }

  /** What was measured from `fromMs` until before `toMs`, both on full minutes. */
  public buckets(metric: Metric, fromMs: number, toMs: number): Bucket[] {
    const buckets = this.#series.get(this.#keyOf(metric))?.buckets;
    const found: Bucket[] = [];
    if (buckets === undefined) return found;
    for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE_MS) {
      const bucket = buckets.get(minuteMs);
      if (bucket) found.push(bucket);
    }
    return found;
  }

  /** Every metric that has data. */
  public metrics(): Metric[] {
    return [...this.#series.values()].map(({ metric }) => metric);
  }

  /** Keeps data for so long at least, as somebody looks back so far. */
  public keepAtLeast(durationMs: number): void {
    this.#keptMs = Math.max(this.#keptMs, durationMs);
  }

  /** Forgets what is older than what is kept, and metrics that have nothing else. */
  public forgetOld(nowMs: number): void {
    for (const [key, { buckets }] of this.#series) {
      for (const minuteMs of buckets.keys()) {
        if (minuteMs >= nowMs - this.#keptMs) break;
        buckets.delete(minuteMs);
      }
      if (buckets.size === 0) this.#series.delete(key);
    }
  }

  #keyOf(metric: Metric): string {
    const known = this.#keys.get(metric);
    if (known !== undefined) return known;
    const key = metricKey(metric);
    this.#keys.set(metric, key);
    return key;
  }

  #seriesOf(metric: Metric): Series {
    const key = this.#keyOf(metric);
    const found = this.#series.get(key);
    if (found) return found;
    const created: Series = { metric, buckets: new Map() };
    this.#series.set(key, created);
    return created;
  }
}
