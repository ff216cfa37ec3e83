import { ID_PATTERN } from '../../contracts/events/fields';
import type { StageName } from '../../contracts/events/order-processor';
import { sumCounts } from '../counters/counters';
import { businessMetrics, revenueByCurrency } from '../telemetry/business-metrics';
import type { LogFields } from '../telemetry/log';
import type { MetricName } from '../telemetry/metrics';
import { traceIdIn, traceIdOf } from '../telemetry/order-trace';
import type { Telemetry } from '../telemetry/telemetry';
import type { FailureClass } from './failure';
import { failureClassOf } from './failure-class';
import { errorText } from './failure-records';
import { receiveCountOf } from './intake';
import type { Outcome } from './record';
import { isTraced, segmentsOf, tracedOrderOf } from './traces';

const FAILURE_METRICS: Readonly<Record<FailureClass, MetricName>> = {
  permanent: 'PermanentFailures',
  'stored-data': 'StoredDataFailures',
  dependency: 'DependencyFailures',
  'breaker-open': 'BreakerOpenFailures',
  unknown: 'UnknownFailures',
};

/** Order and shop of a message that could not be parsed, if they are ids: the log of an order shows why it waits. */
const idsIn = (body: string): LogFields => {
  try {
    const { detail } = JSON.parse(body) as { detail?: { orderId?: unknown; shopId?: unknown } };
    const { orderId, shopId } = detail ?? {};
    const isId = (value: unknown): boolean => typeof value === 'string' && ID_PATTERN.test(value);
    return { ...(isId(orderId) && { orderId }), ...(isId(shopId) && { shopId }) };
  } catch {
    return {};
  }
};

/**
 * The log line of one message: what it was, what was done and how it ended. Never its body, which may hold a card
 * token. Its trace is the order's, or as long as that is unknown the message's or the invocation's (a trace header).
 */
const logLineOf = (
  outcome: Outcome,
  stage: StageName,
  invocation?: string,
): { level: 'info' | 'warn' | 'error'; fields: LogFields } => {
  const { message, record, result, durationMs } = outcome;
  const order = tracedOrderOf(outcome);
  const detail = record?.event.detail;
  const about = {
    stage,
    messageId: message.messageId,
    // Its single writer; the smoke test reads it here (test/smoke).
    groupId: message.attributes.MessageGroupId,
    traceId: order ? traceIdOf(order) : (traceIdIn(message.attributes.AWSTraceHeader) ?? traceIdIn(invocation)),
    receiveCount: receiveCountOf(message),
    ...(detail ? { orderId: detail.orderId, shopId: detail.shopId } : idsIn(message.body)),
    eventId: record?.event.eventId,
    event: record?.event.type,
    durationMs,
  };
  if (result.status === 'done') {
    const { operation, outcome: ended, replay } = result;
    return { level: 'info', fields: { ...about, operation, outcome: ended, replay } };
  }
  const { error, blockedBy } = result;
  const failureClass = failureClassOf(error);
  const reason = errorText(error);
  const fields = { ...about, outcome: blockedBy ? 'held back' : 'failed', failureClass, heldBackBy: blockedBy, reason };
  if (blockedBy || failureClass === 'dependency' || failureClass === 'breaker-open') return { level: 'warn', fields };
  // A stack is worth its bytes only where somebody has to look for a bug.
  return { level: 'error', fields: failureClass === 'unknown' ? { ...fields, error } : fields };
};

/** What the batch adds to the metrics; zeros are left out. */
const metricsOf = (outcomes: readonly Outcome[], nowMs: number): Map<MetricName, number> => {
  const sums = new Map<MetricName, number>();
  const add = (name: MetricName, value = 1): void => {
    if (value > 0) sums.set(name, (sums.get(name) ?? 0) + value);
  };
  let oldestMs = 0;
  for (const { message, work, result } of outcomes) {
    if (result.status === 'failed') {
      add(result.blockedBy ? 'RecordsHeldBack' : FAILURE_METRICS[failureClassOf(result.error)]);
      if (work.status === 'done') add('PublishFailures');
      continue;
    }
    add('RecordsDone');
    if (result.replay) add('RecordsReplayed');
    add('EventsPublished', result.events.length);
    // By the queue's clock: the event's own time may be its producer's.
    oldestMs = Math.max(oldestMs, nowMs - Number(message.attributes.SentTimestamp));
  }
  add('RecordAge', oldestMs);
  return sums;
};

/** Writes one log line per message, adds the metrics of the batch and sends the segments of traced orders. */
export const report = async (
  outcomes: readonly Outcome[],
  stage: StageName,
  { log, metrics, tracing }: Telemetry,
  nowMs: number,
): Promise<void> => {
  // Lambda sets it anew for each invocation.
  const invocation = process.env._X_AMZN_TRACE_ID;
  for (const outcome of outcomes) {
    const { level, fields } = logLineOf(outcome, stage, invocation);
    log[level]('record', fields);
  }
  for (const [name, value] of metricsOf(outcomes, nowMs)) metrics.add(name, value);
  // By the work, as the stored counters: what is published by a later delivery is a replay then, and counts nothing.
  const counts = outcomes.flatMap(({ work }) => (work.status === 'done' ? [work.counts] : []));
  const business = [...counts.flatMap(businessMetrics), ...revenueByCurrency(sumCounts(counts))];
  for (const { name, value, dimensions } of business) metrics.add(name, value, dimensions);
  const traced = outcomes.filter((outcome) => isTraced(outcome, tracing));
  await tracing.send(traced.flatMap((outcome) => segmentsOf(outcome, stage, nowMs, invocation)));
};
