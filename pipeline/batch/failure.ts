/**
 * What a failure means for its record. `permanent`: it will never work, so straight to the dead-letter queue.
 * `stored-data`: neither will this, until somebody mends an item of a table; the event is as it should be.
 * `dependency`: something else fails or is busy, wait longer each time. `breaker-open`: wait for the breaker's next
 * probe. `unknown`: most likely a bug, a few quick tries.
 */
export type FailureClass = 'permanent' | 'stored-data' | 'dependency' | 'breaker-open' | 'unknown';

/** How often a stage queue delivers a message before it moves it to the dead-letter queue (maxReceiveCount). */
export const MAX_RECEIVES = 10;

/**
 * How many times the function's timeout a stage queue hides what it has given out: "at least six" (Lambda developer guide,
 * "Using Lambda with Amazon SQS").
 */
export const VISIBILITY_PER_TIMEOUT = 6;

/** Whether this receive is a message's last: if it fails, the queue moves it instead of delivering it again. */
export const isLastReceive = (receiveCount: number): boolean => receiveCount >= MAX_RECEIVES;

/** An error that carries its class, which `failureClassOf` takes over. */
interface Classified {
  readonly failureClass: FailureClass;
}

/** The record can never be done: it is too old, of an unknown kind, or contradicts what is known. */
export class PermanentError extends Error implements Classified {
  override readonly name: string = 'PermanentError';
  readonly failureClass = 'permanent';
  /** The field at fault, as a path into the event: `detail.orderId`. */
  readonly field?: string;
  readonly value?: string;

  constructor(message: string, { field, value }: { readonly field?: string; readonly value?: string } = {}) {
    super(message);
    if (field !== undefined) this.field = field;
    if (value !== undefined) this.value = value;
  }
}

/** An item of a table holds what nobody can work with. Somebody has to mend it; then the message is redriven. */
export class StoredDataError extends Error implements Classified {
  override readonly name = 'StoredDataError';
  readonly failureClass = 'stored-data';
}

/** Something that the work depends on is throttled, slow, down or busy. */
export class DependencyError extends Error implements Classified {
  override readonly name: string = 'DependencyError';
  readonly failureClass = 'dependency';
}

/** What the work depends on fails for whatever is asked of it. */
export class SharedDependencyError extends DependencyError {
  readonly hitsEverybody = true;
}

/** A record was returned unworked, as time was up. Nothing is wrong with it, so its wait does not grow. */
export class NoTimeLeftError extends SharedDependencyError {
  override readonly name = 'NoTimeLeftError';

  constructor() {
    super('no time left in this invocation');
  }
}

/** The circuit breaker lets no call through before `retryAtMs` (epoch milliseconds). */
export class BreakerOpenError extends Error implements Classified {
  override readonly name = 'BreakerOpenError';
  readonly failureClass = 'breaker-open';

  constructor(
    message: string,
    readonly retryAtMs: number,
  ) {
    super(message);
  }
}
