import type { BusEventOf } from '../../contracts/events/events';
import { causedBy, type EventCause, type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { eventOrigin, recordedBy } from '../../pipeline/orders/decision';
import type { OrderInShop } from '../../pipeline/orders/order';
import type { Disputed } from '../../pipeline/orders/order-history';
import { type PaymentAtGateway, paymentDisputed } from '../../pipeline/orders/payment-state';
import type { PaymentDispute } from './gateway/gateway';

/** An order whose payment the gateway has. */
export type PaidOrder = OrderInShop & { readonly payment: PaymentAtGateway };

/** Payment Disputed: another event for each status, as a dispute is opened first and decided weeks later. */
export const disputeEvent = (
  origin: EventCause,
  paymentId: string,
  { disputeId, status }: Pick<Disputed, 'disputeId' | 'status'>,
): OutgoingEvent => orderEvent('Payment Disputed', origin, { paymentId, disputeId, status }, `${disputeId} ${status}`);

/** What is published of an order's dispute, now and whenever it is replayed. */
export const disputeEvents = (order: OrderInShop): OutgoingEvent[] => {
  const { payment } = order;
  if (!('disputed' in payment) || !payment.disputed || payment.intentId === undefined) return [];
  return [disputeEvent(eventOrigin(order, payment.disputed), payment.intentId, payment.disputed)];
};

/** Those that follow from this event, whose message comes again if the bus did not take them. */
export const disputeEventsCausedBy = (order: OrderInShop, event: BusEventOf): OutgoingEvent[] =>
  causedBy(disputeEvents(order), event);

/**
 * The order with what the gateway says of its dispute, and what there is to tell. The outcome stays as it is.
 * @returns the very same order if that is known, and no event unless this one caused it to be known.
 */
export const disputedBy = <O extends PaidOrder>(
  order: O,
  event: BusEventOf,
  { id: disputeId, status }: PaymentDispute,
  nowMs: number,
): { readonly order: O; readonly events: OutgoingEvent[] } => {
  const { disputed: known } = order.payment;
  if (known?.disputeId === disputeId && known.status === status)
    return { order, events: disputeEventsCausedBy(order, event) };
  const payment = paymentDisputed(order.payment, { ...recordedBy(event, nowMs), disputeId, status });
  const disputed = { ...order, payment };
  return { order: disputed, events: disputeEvents(disputed) };
};
