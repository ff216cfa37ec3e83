/**
 * EventBridge gives the time of an event in whole seconds, cut off (docs.aws.amazon.com, AWS service event metadata). A
 * clock within a second of that tells the same moment, and tells it finer.
 */
const SAME_MOMENT_MS = 1_000;

/**
 * When an order was placed: the time at which the bus took its Order Created, so that no producer's clock enters a latency
 * or hides an order that is open too long. The producer's timestamp stands only where it tells the same moment. It depends
 * on the envelope alone, which a redelivery and a redrive keep.
 * @param timestamp the producer's, ISO 8601.
 * @param busTime the envelope's `time`, ISO 8601.
 * @returns one of the two, as it was written.
 */
export const placedAt = (timestamp: string, busTime: string): string =>
  // Not the second after it: the bus took the event before that second began.
  isSameMoment(Date.parse(timestamp) - Date.parse(busTime)) ? timestamp : busTime;

const isSameMoment = (aheadMs: number): boolean => aheadMs >= -SAME_MOMENT_MS && aheadMs < SAME_MOMENT_MS;
