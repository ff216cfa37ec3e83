import { EventViolation } from '../../contracts/events/parse';

/**
 * What a failure means for its record. `permanent`: it will never work, so straight to the dead-letter queue.
 * `dependency`: something else fails or is busy, wait longer each time. `breaker-open`: wait for the breaker's next
 * probe. `unknown`: most likely a bug, a few quick tries.
 */
export type FailureClass = 'permanent' | 'dependency' | 'breaker-open' | 'unknown';

/** How often a stage queue delivers a message before it moves it to the dead-letter queue (maxReceiveCount). */
export const MAX_RECEIVES = 10;

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

/** Something that the work depends on is throttled, slow, down or busy. */
export class DependencyError extends Error implements Classified {
  override readonly name: string = 'DependencyError';
  readonly failureClass = 'dependency';
}

/** A record was returned unworked, as time was up. Nothing is wrong with it, so its wait does not grow. */
export class NoTimeLeftError extends DependencyError {
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

const CLASSES: readonly unknown[] = ['permanent', 'dependency', 'breaker-open', 'unknown'] satisfies FailureClass[];

/** Names under which AWS services, the SDK and Powertools report that a later attempt may work. */
const PASSING = new Set([
  // Whoever aborts a request here does so because it took too long.
  'AbortError',
  'IdempotencyAlreadyInProgressError',
  'IdempotencyInconsistentStateError',
  'IdempotencyPersistenceLayerError',
  'InternalFailure',
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ThrottledException',
  'Throttling',
  'ThrottlingError',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** Reasons of a cancelled transaction (CancellationReasons[].Code) that are about traffic, not about what was asked. */
const PASSING_REASONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Node's codes of a connection that did not come about or broke. */
const CONNECTION_CODES = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

interface AwsLikeError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $retryable?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

const mayPass = ({ name, code, $retryable, $metadata, CancellationReasons = [] }: AwsLikeError): boolean => {
  if (name === 'TransactionCanceledException') {
    return CancellationReasons.some(({ Code = '' }) => PASSING_REASONS.has(Code));
  }
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    $retryable !== undefined ||
    status >= 500 ||
    status === 429 ||
    PASSING.has(String(name)) ||
    CONNECTION_CODES.has(String(code))
  );
};

/** The class of whatever a record's work threw. */
export const failureClassOf = (error: unknown): FailureClass => {
  if (error instanceof EventViolation) return 'permanent';
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('failureClass' in error && CLASSES.includes(error.failureClass)) return error.failureClass as FailureClass;
  return mayPass(error) ? 'dependency' : 'unknown';
};
