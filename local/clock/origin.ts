/** What two threads must agree on to read the same time. Survives structured cloning. */
export interface ClockOrigin {
  /** Environment milliseconds per real millisecond. */
  readonly scale: number;
  /** Environment time at the origin, in epoch milliseconds. */
  readonly startMs: number;
  /** process.hrtime at the origin: the one reading that is the same in every thread of a process and never set back. */
  readonly startedAtNs: bigint;
}

/** Gives the function that reads the environment's time in epoch milliseconds, with fractions. */
export const timeSince =
  ({ scale, startMs, startedAtNs }: ClockOrigin): (() => number) =>
  () =>
    startMs + (Number(process.hrtime.bigint() - startedAtNs) / 1e6) * scale;
