/** DynamoDB, EventBridge, SQS and Secrets Manager answer within milliseconds, a new connection and a transaction included. */
const REQUEST_TIMEOUT_MS = 2_000;
/** Attempts of one request, the first included. What lasts longer is left to the queue's redelivery. */
export const MAX_ATTEMPTS = 3;
/** What a request takes that nobody answers, but for the pauses between its attempts. */
export const LONGEST_REQUEST_MS = MAX_ATTEMPTS * REQUEST_TIMEOUT_MS;

/**
 * How long a client of AWS waits for one attempt of a request: the `requestHandler` of its options. What is not answered by then is not on its way any
 * more, its connection was dropped without a word, which befalls those that a frozen execution environment kept open. The SDK's own limit is minutes:
 * the invocation would run into its timeout, and its messages stay invisible for six times as long, those of other orders too.
 *
 * Three attempts leave a shop stage's ten seconds room to answer for its batch.
 */
export const requestLimits = (requestTimeoutMs = REQUEST_TIMEOUT_MS) => ({
  requestTimeout: requestTimeoutMs,
  // Without it the SDK warns and goes on waiting.
  throwOnRequestTimeout: true,
});
