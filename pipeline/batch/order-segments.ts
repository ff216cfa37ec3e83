import type { DetailType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import {
  rootSegmentId,
  segmentIdOf,
  type TracedOrder,
  traceHeader,
  traceIdIn,
  traceIdOf,
} from '../telemetry/order-trace';
import type { Segment } from '../telemetry/xray-daemon';
import { type Outcome, receiveCountOf } from './outcome';

/** Who publishes what another stage takes. */
const PUBLISHERS: Partial<Record<DetailType, StageName>> = {
  'Payment Validated': 'payment',
  'Inventory Allocated': 'inventory',
  'Inventory Rejected': 'inventory',
  'Fulfillment Rejected': 'fulfillment',
  'Order Fulfilled': 'fulfillment',
};

/** The order that a message's work found, if it is known when it was placed: before that there is no trace to be part of. */
export const tracedOrderOf = ({ record, work }: Outcome): TracedOrder | undefined =>
  record && work.status === 'done' && work.placedAt !== undefined
    ? { orderId: record.event.detail.orderId, placedAt: work.placedAt }
    : undefined;

const parentOf = ({ record }: Outcome, { orderId }: TracedOrder): string => {
  const publisher = record && PUBLISHERS[record.event.type];
  const cause = record?.event.detail.metadata?.causationId;
  return publisher && cause ? segmentIdOf(publisher, cause) : rootSegmentId(orderId);
};

/** What the events of a message's work say of the trace that they are part of. */
export const traceHeaderOf = (outcome: Outcome, stage: StageName): string | undefined => {
  const order = tracedOrderOf(outcome);
  const eventId = outcome.record?.event.eventId;
  return order && eventId && traceHeader(traceIdOf(order), segmentIdOf(stage, eventId));
};

/**
 * The segments of one message: that of its work, and with the first effect of Order Created that of the whole order, from placed to charged. A replay has an id of
 * its own, so that it stands beside the work that it repeats.
 * @param invocation the trace header of the Lambda invocation, to find its own trace by.
 */
export const segmentsOf = (outcome: Outcome, stage: StageName, nowMs: number, invocation?: string): Segment[] => {
  const order = tracedOrderOf(outcome);
  const { record, work, result, message, durationMs } = outcome;
  if (!order || !record || work.status !== 'done') return [];
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
      work.replay ? `${event.eventId} ${message.messageId} ${receiveCountOf(outcome)}` : event.eventId,
    ),
    parent_id: parentOf(outcome, order),
    start_time: (nowMs - durationMs) / 1000,
    ...(result.status === 'failed' && { fault: true }),
    annotations: {
      order_id: order.orderId,
      shop_id: event.detail.shopId,
      event: event.type,
      operation: work.operation,
      outcome: work.outcome,
      replay: work.replay,
      receive_count: receiveCountOf(outcome),
      ...(invocationTrace && { invocation_trace: invocationTrace }),
      ...(producerTrace && producerTrace !== trace.trace_id && { producer_trace: producerTrace }),
    },
  };
  return event.type === 'Order Created' && !work.replay ? [root, own] : [own];
};
