import { createHash } from 'node:crypto';

/** What the trace of an order follows from. */
export interface TracedOrder {
  readonly orderId: string;
  /** ISO 8601, as payment accepted it. */
  readonly placedAt: string;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The id of an order's one trace. It is made from the order and never carried along: an event that passed a pipe, was redriven or came from
 * the order manager itself (Order Confirmed, Order Ready) has no trace context that could be trusted, yet every stage knows the order.
 * X-Ray wants the time of the first request in it, and takes no segment of a trace that began more than 30 days ago.
 */
export const traceIdOf = ({ orderId, placedAt }: TracedOrder): string => {
  const seconds = Math.max(0, Math.floor(Date.parse(placedAt) / 1000));
  return `1-${seconds.toString(16).padStart(8, '0').slice(-8)}-${digest(orderId).slice(0, 24)}`;
};

/** The segment of the whole order, which all others descend from. */
export const rootSegmentId = (orderId: string): string => digest(`order ${orderId}`).slice(0, 16);

/** The segment of the work that an event meant for a stage: whoever comes after it can name it as its parent. */
export const segmentIdOf = (stage: string, eventId: string): string => digest(`${stage} ${eventId}`).slice(0, 16);

/** Whether an order is among the traced `percent`. The same everywhere, so that a trace is whole or not there. */
export const isTraced = (orderId: string, percent: number): boolean =>
  (Number.parseInt(digest(`sample ${orderId}`).slice(0, 8), 16) / 2 ** 32) * 100 < percent;

/** A trace header as X-Ray, PutEvents and SQS take it. */
export const traceHeader = (traceId: string, parentId: string): string =>
  `Root=${traceId};Parent=${parentId};Sampled=1`;

/** The trace id in a trace header: of a message, or of the invocation (`_X_AMZN_TRACE_ID`). */
export const traceIdIn = (header: string | undefined): string | undefined =>
  /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(header ?? '')?.[1];
