import type { FailureClass } from '../batch/failure';

/** The bus's own trouble, which it may have with single entries; the SDK repeats only whole requests. */
const PASSING_CODES = new Set([
  'InternalException',
  'InternalFailure',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
]);

/**
 * Codes of an entry that is refused for what it is
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html). The others that it lists as not
 * to be retried are about who we are, so they meet every entry until somebody changes a policy.
 */
const OF_THE_ENTRY = new Set(['InvalidArgument', 'MalformedDetail']);
const OF_US = new Set([
  'AccessDeniedException',
  'InvalidAccountIdException',
  'NotAuthorizedForSourceException',
  'NotAuthorizedForDetailTypeException',
]);

/** Names under which a whole request is refused for what it holds; 413 is its size. */
const OF_THE_REQUEST = new Set(['ValidationException', 'SerializationException', 'InvalidArgument']);

/** Whether a later attempt may work. */
export const isPassing = (code: string): boolean => PASSING_CODES.has(code);

/** Whether PutEvents has refused a request for what it holds, and not for who sends it or how much. */
export const isRefusal = (cause: unknown): boolean => {
  const { name, $metadata } = (cause ?? {}) as { name?: unknown; $metadata?: { httpStatusCode?: number } };
  return OF_THE_REQUEST.has(String(name)) || $metadata?.httpStatusCode === 413;
};

/** The bus did not take an event; `code` is its ErrorCode, or the name of what PutEvents threw. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  /** `permanent` if the bus will never take it, as it is. */
  readonly failureClass: FailureClass;
  /** Whether it meets other entries as well. */
  readonly hitsEverybody: boolean;

  private constructor(
    readonly code: string,
    message: string,
    { failureClass, hitsEverybody, ...options }: ErrorOptions & Pick<PublishError, 'failureClass' | 'hitsEverybody'>,
  ) {
    super(message, options);
    this.failureClass = failureClass;
    this.hitsEverybody = hitsEverybody;
  }

  /** The bus has rejected an entry. */
  public static ofEntry(code: string, message: string): PublishError {
    return new PublishError(code, `${code}: ${message}`, {
      failureClass: OF_THE_ENTRY.has(code) ? 'permanent' : 'dependency',
      hitsEverybody: OF_US.has(code) || code.startsWith('Throttling'),
    });
  }

  /** The same, where most entries of the request met it. */
  public ofMany(): PublishError {
    return new PublishError(this.code, this.message, { failureClass: this.failureClass, hitsEverybody: true });
  }

  /** PutEvents has thrown. @param entries how many the request had: one that is refused alone is refused for good. */
  public static ofRequest(cause: unknown, entries: number): PublishError {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    const isForGood = entries === 1 && isRefusal(cause);
    return new PublishError(`PutEvents ${name}`, `PutEvents ${name}: ${message}`, {
      failureClass: isForGood ? 'permanent' : 'dependency',
      hitsEverybody: !isForGood,
      cause,
    });
  }
}
