import pLimit from 'p-limit';
import type { CircuitBreaker } from './breaker';

/**
 * Limits how many calls of the dependency are under way at once. A call waits for its turn before the breaker judges it: waiting does not make it
 * slow, and a breaker that opened meanwhile still stops it.
 */
export const atMostAtOnce = (calls: number, breaker: CircuitBreaker): CircuitBreaker => {
  const limit = pLimit(calls);
  return { admit: (work) => breaker.admit((call) => work((callee) => limit(() => call(callee)))) };
};
