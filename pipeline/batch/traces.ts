import type { StageName } from '../../contracts/events/order-processor';
import { publisherOf } from '../../contracts/events/subscriptions';
import {
  rootSegmentId,
  segmentIdOf,
  type TracedOrder,
  traceHeader,
  traceIdIn,
  traceIdOf,
} from '../telemetry/order-trace';
import type { Tracing } from '../telemetry/tracing';
import type { Segment } from '../telemetry/xray-daemon';
import { receiveCountOf } from './intake';
import type { Outcome } from './record';

/** @returns when the order was placed, as the event says, ISO 8601. */
const placedAtIn = ({ event }: NonNullable<Outcome['record']>): string | undefined => {
  if (event.type === 'Order Created') return event.detail.timestamp;
  return 'placedAt' in event.detail ? event.detail.placedAt : undefined;
};

/** @returns the order of a message; undefined as long as it is not known when it was placed, which begins its trace. */
export const tracedOrderOf = ({ record, work }: Outcome): TracedOrder | undefined => {
  if (!record) return undefined;
  const placedAt = work.status === 'done' ? work.placedAt : placedAtIn(record);
  return placedAt === undefined ? undefined : { orderId: record.event.detail.orderId, placedAt };
};

const parentOf = ({ record }: Outcome, { orderId }: TracedOrder): string => {
  const publisher = record && publisherOf(record.event.type);
  const cause = record?.event.detail.metadata?.causationId;
  return publisher && cause ? segmentIdOf(publisher, cause) : rootSegmentId(orderId);
};

/** Whether the trace of the order that a message is about is kept. */
export const isTraced = ({ record }: Outcome, tracing: Tracing): boolean =>
  record !== undefined && tracing.keeps(record.event.detail.orderId);

/** @returns the trace header that the events of a message's work carry. */
export const traceHeaderOf = (outcome: Outcome, stage: StageName): string | undefined => {
  const order = tracedOrderOf(outcome);
  const eventId = outcome.record?.event.eventId;
  return order && eventId && traceHeader(traceIdOf(order), segmentIdOf(stage, eventId));
};

/**
 * Makes the segments of one message: that of its work, and with the first effect of Order Created that of the order,
 * from placed to charged. A replay and a failure have ids of their own, beside that of the work that takes effect.
 * @param invocation the trace header of the Lambda invocation, to find its own trace by.
 */
export const segmentsOf = (outcome: Outcome, stage: StageName, nowMs: number, invocation?: string): Segment[] => {
  const order = tracedOrderOf(outcome);
  const { record, work, result, message, durationMs } = outcome;
  if (!order || !record) return [];
  const takesEffect = work.status === 'done' && !work.replay;
  const { event } = record;
  const trace = { trace_id: traceIdOf(order), end_time: nowMs / 1000 };
  const invocationTrace = traceIdIn(invocation);
  const producerTrace = traceIdIn(message.attributes.AWSTraceHeader);
  const root: Segment = {
    ...trace,
    name: 'order',
    id: rootSegmentId(order.orderId),
    start_time: Math.min(Date.parse(order.placedAt), nowMs) / 1000,
    annotations: { order_id: order.orderId, shop_id: event.detail.shopId },
  };
  const own: Segment = {
    ...trace,
    name: stage,
    id: segmentIdOf(
      stage,
      takesEffect ? event.eventId : `${event.eventId} ${message.messageId} ${receiveCountOf(message)}`,
    ),
    parent_id: parentOf(outcome, order),
    start_time: (nowMs - durationMs) / 1000,
    ...(result.status === 'failed' && { fault: true }),
    annotations: {
      order_id: order.orderId,
      shop_id: event.detail.shopId,
      event: event.type,
      ...(work.status === 'done'
        ? { operation: work.operation, outcome: work.outcome, replay: work.replay }
        : { outcome: 'failed' }),
      receive_count: receiveCountOf(message),
      ...(invocationTrace && { invocation_trace: invocationTrace }),
      ...(producerTrace && producerTrace !== trace.trace_id && { producer_trace: producerTrace }),
    },
  };
  return event.type === 'Order Created' && takesEffect ? [root, own] : [own];
};
