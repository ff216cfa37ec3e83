import type { SqsEngine } from '../../sqs/engine';
import { Differences, type MetricSource } from './metric-source';

/** "A queue is active for up to six hours if it contains messages or an action accesses it" (sqs-monitoring-using-cloudwatch.html). */
const ACTIVE_MS = 6 * 60 * 60_000;

/** The metrics of AWS/SQS, with what each is reported for (sqs-available-cloudwatch-metrics.html). */
export const queueMetrics = (sqs: Pick<SqsEngine, 'queues'>, now: () => number): MetricSource => {
  const differences = new Differences();
  const activeMs = new Map<string, number>();
  return (emit) => {
    for (const queue of sqs.queues()) {
      const { name, fifo } = queue;
      const levels = queue.levels();
      const counts = differences.since(name, queue.counts);
      const nowMs = now();
      if (counts.requests > 0 || levels.visible + levels.inFlight + levels.delayed > 0) activeMs.set(name, nowMs);
      if (nowMs - (activeMs.get(name) ?? Number.NEGATIVE_INFINITY) > ACTIVE_MS) continue;
      const dimensions = { QueueName: name };
      const report = (metric: string, value: number | undefined): void => {
        if (value !== undefined) emit({ namespace: 'AWS/SQS', name: metric, dimensions }, value);
      };
      const { oldestSentMs } = levels;
      report('ApproximateNumberOfMessagesVisible', levels.visible);
      report('ApproximateNumberOfMessagesNotVisible', levels.inFlight || undefined);
      report('ApproximateNumberOfMessagesDelayed', levels.delayed || undefined);
      report('ApproximateAgeOfOldestMessage', oldestSentMs && Math.floor((nowMs - oldestSentMs) / 1_000));
      report('NumberOfMessagesSent', counts.sent);
      report('NumberOfMessagesReceived', counts.received);
      report('NumberOfMessagesDeleted', counts.deleted);
      report('NumberOfEmptyReceives', counts.emptyReceives);
      if (!fifo) continue;
      report('ApproximateNumberOfGroupsWithInflightMessages', levels.groupsInFlight);
      report('NumberOfDeduplicatedSentMessages', counts.deduplicated);
    }
  };
};
