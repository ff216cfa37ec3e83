/** Leave to call the dependency, for one piece of work (one record). Take it with `await using`: leaving the scope gives it back. */
export interface Permit extends AsyncDisposable {
  /**
   * Runs one call of the dependency. A failure counts at once; a success counts when the permit is given back, if it was
   * the last call: an order whose first call succeeds and whose second fails says that the dependency fails.
   * @throws BreakerOpenError without calling, or what the call throws.
   */
  call<R>(callee: () => Promise<R>): Promise<R>;
}

export interface CircuitBreaker {
  /**
   * Gives leave to call the dependency; several calls or none may follow. Half-open, one piece of work at a time gets it: the first is the
   * probe, and whoever asks meanwhile waits for what it finds. Do not enter within a permit: it would wait for itself.
   * @throws BreakerOpenError before anything has been called.
   */
  enter(limits?: CallLimits): Promise<Permit>;
}

export interface CallLimits {
  /** An answer that takes longer counts as a failure, milliseconds; the breaker's setting unless given. */
  readonly slowCallMs?: number;
  /** What the work is about. Calls that are refused by our own fault count once per work, however often it is tried. */
  readonly work?: string;
}

/** Of no breaker: lets every call through and counts nothing. */
export const freePermit: Permit = { call: (callee) => callee(), [Symbol.asyncDispose]: async () => undefined };

/** Lets everything through: for comparison, and for tests that are about something else. */
export const noBreaker: CircuitBreaker = { enter: async () => freePermit };
