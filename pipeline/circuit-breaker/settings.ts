/** When a breaker opens, and how it finds its way back. */
export interface BreakerSettings {
  /** Pieces of work that fail one after the other, within one instance, that open it. */
  readonly failureThreshold: number;
  /** An answer that takes longer than this is a failure too: a gateway that crawls takes its callers down with it. */
  readonly slowCallMs: number;
  /** From the first opening to the first probe. Doubles with each probe that fails. */
  readonly recoveryMs: number;
  readonly maxRecoveryMs: number;
  /** Probes, each one piece of work, that must succeed one after the other before it closes. */
  readonly successesToClose: number;
  /** How long a probe's place is kept. Not shorter than the function's timeout: after that its owner is surely gone. */
  readonly probeLeaseMs: number;
  /** How far the clocks of two instances may be apart. */
  readonly clockSkewMs: number;
  /** How long an instance goes by the state that it has read. */
  readonly cacheMs: number;
}

/** Powertools for Python's defaults (its RFC, powertools-lambda-python #8257), but for the
 * recovery times and, as a probe is a whole order of two calls or more, the successes. */
export const DEFAULT_BREAKER_SETTINGS: BreakerSettings = {
  failureThreshold: 5,
  slowCallMs: 3_000,
  recoveryMs: 60_000,
  maxRecoveryMs: 480_000,
  successesToClose: 2,
  probeLeaseMs: 30_000,
  clockSkewMs: 5_000,
  cacheMs: 5_000,
};
