import { type Percentiles, percentilesOf } from '../demo/waits';
import type { Place, Step } from './order-board';

/** One slice of time: how many orders came where, and how long the service took for those that got their ticket in it. */
export interface Slice {
  /** Its beginning, on the clock that the events were recorded by. */
  readonly fromMs: number;
  readonly arrivals: Readonly<Partial<Record<Place, number>>>;
  /** Environment milliseconds; missing if no order got its ticket. */
  readonly latency?: Percentiles;
}

interface Open {
  readonly arrivals: Partial<Record<Place, number>>;
  readonly latenciesMs: number[];
}

/** Counts by slices of time, for charts. What is older than the last `kept` slices is forgotten. */
export class Rates {
  readonly #slices = new Map<number, Open>();
  readonly #sliceMs: number;
  readonly #kept: number;

  public constructor(options: { readonly sliceMs: number; readonly kept: number }) {
    this.#sliceMs = options.sliceMs;
    this.#kept = options.kept;
  }

  public record({ place, serviceMs }: Step, atMs: number): void {
    if (place === undefined && serviceMs === undefined) return;
    const index = Math.floor(atMs / this.#sliceMs);
    const slice = this.#slices.get(index) ?? { arrivals: {}, latenciesMs: [] };
    if (place !== undefined) slice.arrivals[place] = (slice.arrivals[place] ?? 0) + 1;
    if (serviceMs !== undefined) slice.latenciesMs.push(serviceMs);
    this.#slices.set(index, slice);
    for (const old of this.#slices.keys()) if (old <= index - this.#kept) this.#slices.delete(old);
  }

  /** All slices up to now, oldest first; empty ones are there too, so that a chart has no holes. */
  public slices(nowMs: number): Slice[] {
    const last = Math.floor(nowMs / this.#sliceMs);
    return Array.from({ length: this.#kept }, (_, at) => {
      const index = last - this.#kept + 1 + at;
      const slice = this.#slices.get(index);
      return {
        fromMs: index * this.#sliceMs,
        arrivals: slice?.arrivals ?? {},
        ...(slice && slice.latenciesMs.length > 0 && { latency: percentilesOf(slice.latenciesMs) }),
      };
    });
  }
}

/** Arrivals at a place in the last `count` slices. Pure. */
export const arrivedIn = (slices: readonly Slice[], place: Place, count: number): number =>
  slices.slice(-count).reduce((sum, { arrivals }) => sum + (arrivals[place] ?? 0), 0);
