import type { Metric } from '../metrics/metric';

/** @param times how often the value was measured; once unless given. */
type Emit = (metric: Metric, value: number, times?: number) => void;

/** What a service emits of the minute that has just ended. */
export type MetricSource = (emit: Emit) => void;

/** Gives by how much each counter has been raised since it was asked the last time. */
export class Differences {
  readonly #before = new Map<string, Readonly<Record<string, number>>>();

  /** @param key of what the counters are. */
  public since<C extends object>(key: string, counters: Readonly<C>): C {
    const before = this.#before.get(key) ?? {};
    const now = { ...counters } as Record<string, number>;
    this.#before.set(key, now);
    return Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)])) as C;
  }
}
