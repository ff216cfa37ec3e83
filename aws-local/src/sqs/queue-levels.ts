import type { StoredMessage } from './stored-message';

/** What is in a queue at a moment, as CloudWatch's metrics of SQS show it. */
export interface QueueLevels {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** FIFO: message groups with messages in flight. */
  readonly groupsInFlight: number;
  /** When the oldest unprocessed message was sent, epoch milliseconds; undefined without one. */
  readonly oldestSentMs: number | undefined;
}

/** From how many receives on a message of a standard queue goes to its end, and does not count for the age. */
const POISON_RECEIVES = 3;

/**
 * Counts messages (sqs-available-cloudwatch-metrics.html). The age of what was moved into a dead-letter queue counts from the move on AWS; here it does so in
 * FIFO queues, and from the first sending in standard ones, of which no time of the move is kept.
 */
export const queueLevels = (messages: Iterable<StoredMessage>, fifo: boolean): QueueLevels => {
  const counts = { available: 0, inFlight: 0, delayed: 0, gone: 0 };
  const groups = new Set<string | undefined>();
  let oldestSentMs: number | undefined;
  for (const message of messages) {
    counts[message.state] += 1;
    if (fifo && message.state === 'inFlight') groups.add(message.groupId);
    if (!fifo && message.receivesInQueue >= POISON_RECEIVES) continue;
    if (oldestSentMs === undefined || message.enqueuedMs < oldestSentMs) oldestSentMs = message.enqueuedMs;
  }
  const { available, inFlight, delayed } = counts;
  return { visible: available, inFlight, delayed, groupsInFlight: groups.size, oldestSentMs };
};
