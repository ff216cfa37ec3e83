/**
 * What two threads must agree on to read the same time. Survives structured cloning: the pace is in memory that all of them share, so a clock that
 * is slowed down in one thread is slow in every other.
 */
export interface ClockOrigin {
  /** Environment milliseconds per real millisecond, at most. */
  readonly scale: number;
  /** Environment time at the origin, in epoch milliseconds. */
  readonly startMs: number;
  /** process.hrtime at the origin: the one reading that is the same in every thread of a process and never set back. */
  readonly startedAtNs: bigint;
  readonly pace: SharedArrayBuffer;
}

/** Layout of `pace`: how often it was written, then what has held since when (64-bit floats). */
const WRITES = 0;
const SINCE_MS = 1;
const PASSED_MS = 2;
const RATE = 3;
const BYTES = 4 * 8;

/** The origin of a clock that starts now. */
export const originNow = (scale: number, startMs: number): ClockOrigin => {
  const pace = new SharedArrayBuffer(BYTES);
  new Float64Array(pace)[RATE] = scale;
  return { scale, startMs, startedAtNs: process.hrtime.bigint(), pace };
};

const realMsSince = ({ startedAtNs }: ClockOrigin): number => Number(process.hrtime.bigint() - startedAtNs) / 1e6;

/** Gives the function that reads the environment's time in epoch milliseconds, with fractions. It never goes back. */
export const timeSince = (origin: ClockOrigin): (() => number) => {
  const values = new Float64Array(origin.pace);
  const writes = new Int32Array(origin.pace);
  return () => {
    for (;;) {
      const before = Atomics.load(writes, WRITES);
      const passedMs =
        (values[PASSED_MS] ?? 0) + (realMsSince(origin) - (values[SINCE_MS] ?? 0)) * (values[RATE] ?? origin.scale);
      // Odd while it is being written; another number if it was written meanwhile.
      if (before % 2 === 0 && Atomics.load(writes, WRITES) === before) return origin.startMs + passedMs;
    }
  };
};

/** From now on, `rate` environment milliseconds pass in a real one. One thread alone may call it. */
export const setRate = (origin: ClockOrigin, rate: number): void => {
  const values = new Float64Array(origin.pace);
  const writes = new Int32Array(origin.pace);
  const nowMs = realMsSince(origin);
  const passedMs = (values[PASSED_MS] ?? 0) + (nowMs - (values[SINCE_MS] ?? 0)) * (values[RATE] ?? origin.scale);
  Atomics.add(writes, WRITES, 1);
  values[SINCE_MS] = nowMs;
  values[PASSED_MS] = passedMs;
  values[RATE] = rate;
  Atomics.add(writes, WRITES, 1);
};
