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
import { type Outcome, receiveCountOf } from './record';

/** Who publishes what another stage takes. */
const PUBLISHERS: Partial<Record<DetailType, StageName>> = {
  'Payment Validated': 'payment',
  'Inventory Allocated': 'inventory',
  'Inventory Rejected': 'inventory',
  'Fulfillment Rejected': 'fulfillment',
  'Order Fulfilled': 'fulfillment',
};

/** When the order was placed, as its event says: what the order item would say, if the work had come to it. */
const placedAtIn = ({ event }: NonNullable<Outcome['record']>): string | undefined => {
  if (event.type === 'Order Created') return event.detail.timestamp;
  return 'placedAt' in event.detail ? event.detail.placedAt : undefined;
};

/** The order that a message is about, if it is known when it was placed: before that there is no trace to be part of. */
export const tracedOrderOf = ({ record, work }: Outcome): TracedOrder | undefined => {
  if (!record) return undefined;
  const placedAt = work.status === 'done' ? work.placedAt : placedAtIn(record);
  return placedAt === undefined ? undefined : { orderId: record.event.detail.orderId, placedAt };
};

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
 * The segments of one message: that of its work, and with the first effect of Order Created that of the whole order, from placed to charged. A replay and
 * a failure have ids of their own, so that they stand beside the work that takes effect.
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
      takesEffect ? event.eventId : `${event.eventId} ${message.messageId} ${receiveCountOf(outcome)}`,
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
      receive_count: receiveCountOf(outcome),
      ...(invocationTrace && { invocation_trace: invocationTrace }),
      ...(producerTrace && producerTrace !== trace.trace_id && { producer_trace: producerTrace }),
    },
  };
  return event.type === 'Order Created' && takesEffect ? [root, own] : [own];
};
