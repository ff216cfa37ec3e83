import { EventViolation } from '../../contracts/events/parse';
import type { FailureClass } from './failure';

const CLASSES: readonly unknown[] = [
  'permanent',
  'stored-data',
  'dependency',
  'breaker-open',
  'unknown',
] satisfies FailureClass[];

/** Names and reasons under which AWS services say that there is too much traffic. */
const THROTTLES = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottledException',
  'Throttling',
  'ThrottlingError',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Other names under which AWS services, the SDK and Powertools report that a later attempt may work. */
const PASSING = new Set([
  // Whoever aborts a request here does so because it took too long.
  'AbortError',
  'IdempotencyAlreadyInProgressError',
  'IdempotencyInconsistentStateError',
  'IdempotencyPersistenceLayerError',
  'InternalFailure',
  'InternalServerError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'TimeoutError',
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
    THROTTLES.has(String(name)) ||
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

/** Whether a record can never be done, however often it is delivered. */
export const neverWorks = (error: unknown): boolean => {
  const failureClass = failureClassOf(error);
  return failureClass === 'permanent' || failureClass === 'stored-data';
};

const isThrottle = ({ name, $metadata, CancellationReasons = [] }: AwsLikeError): boolean =>
  THROTTLES.has(String(name)) ||
  $metadata?.httpStatusCode === 429 ||
  CancellationReasons.some(({ Code = '' }) => THROTTLES.has(Code));

/**
 * Whether a failure meets whatever is worked, as a throttle does, and not the one order that it met: then trying the
 * orders apart makes it worse, and waiting makes it better.
 */
export const hitsEverybody = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  if ('hitsEverybody' in error && error.hitsEverybody === true) return true;
  return failureClassOf(error) === 'breaker-open' || isThrottle(error);
};
