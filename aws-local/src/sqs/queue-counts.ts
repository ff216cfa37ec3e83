/** What happened in a queue since it was made, as CloudWatch's metrics of SQS count it (sqs-available-cloudwatch-metrics.html). Only ever raised. */
export interface QueueCounts {
  /** Requests of any kind. */
  requests: number;
  /** Messages added; a move between queues is none. */
  sent: number;
  /** FIFO: sent and not added. */
  deduplicated: number;
  received: number;
  /** Receives that were answered without a message. */
  emptyReceives: number;
  deleted: number;
}

export const noCounts = (): QueueCounts => ({
  requests: 0,
  sent: 0,
  deduplicated: 0,
  received: 0,
  emptyReceives: 0,
  deleted: 0,
});
