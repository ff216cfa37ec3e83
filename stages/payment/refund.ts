import type { BusEventOf } from '../../contracts/events/events';
import { orderEvent } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
import {
  type Decision,
  effect,
  eventOrigin,
  nothing,
  recordedBy,
  replay,
  requireSameShop,
  unfounded,
} from '../../pipeline/orders/decision';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { cancel, compensate, isPending, outcomeCounts } from '../../pipeline/orders/outcome';
import { disputeEventsCausedBy } from './dispute';
import { giveBack, isRefundable, REFUND, type Refundable, refundEvents } from './give-back';
import type { GatewaySettings, PaymentPorts } from './ports';

type Causes = 'Order Cancelled' | 'Inventory Rejected' | 'Fulfillment Rejected';

/**
 * An event after which payment may owe the customer money back: either the answer is known, or the gateway must take
 * the intent back to zero (the order has to be stored first if it `changed`).
 * @throws PermanentError for a rejection of an order that was not rejected.
 */
const decideRefund = (
  known: Order,
  event: BusEventOf<Causes>,
  nowMs: number,
): { readonly answer: Decision } | { readonly refundable: Refundable; readonly changed: boolean } => {
  const recorded = recordedBy(event, nowMs);
  const inShop = requireSameShop(known, event.detail.shopId);
  const order = event.type === 'Order Cancelled' ? cancel(inShop, event.detail.reason, recorded) : inShop;

  if (event.type === 'Order Cancelled' && order.outcome.name === 'fulfilled')
    return { answer: refuseCancellation(order, event) };
  if (event.type === 'Order Cancelled' && order.outcome.name === 'failed') {
    return { answer: nothing(REFUND, known, 'order has failed') };
  }
  if (!wasRejected(order, event.type)) {
    throw unfounded(event, 'was not rejected');
  }
  if (!isPending(order, 'refund')) {
    return { answer: replay(REFUND, known, [...disputeEventsCausedBy(order, event), ...refundEvents(order)]) };
  }
  if (isRefundable(order)) return { refundable: order, changed: order !== known };
  // Nothing is left to take back. With an outcome stored, nothing can be opened either.
  const compensated = compensate(order, 'refund', recorded);
  return {
    answer: effect(REFUND, 'nothing to refund', compensated, {
      events: refundEvents(compensated),
      counts: outcomeCounts(order, compensated),
    }),
  };
};

/** A rejection is believed only if the stage that it comes from has recorded it; a cancellation speaks for itself. */
const wasRejected = ({ inventory, fulfillment }: Order, type: Causes): boolean =>
  type === 'Order Cancelled' || (type === 'Inventory Rejected' ? inventory : fulfillment).state === 'rejected';

const refuseCancellation = (order: OrderInShop, event: BusEventOf<'Order Cancelled'>): Decision => {
  // The moment of fulfilment, not of the request: a replay has to publish the same event.
  const at = order.outcome.state === 'open' ? event.time : order.outcome.decided.at;
  const message = `order ${order.orderId} was fulfilled before the cancellation came`;
  const origin = eventOrigin(order, { at, causedBy: event.eventId });
  return {
    ...replay(REFUND, order, [orderEvent('Order Cancellation Refused', origin, { message })]),
    outcome: 'cancellation refused',
  };
};

/**
 * Gives back what the customer paid for an order that was cancelled or rejected; cancels the intent if nothing was captured.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws: the message comes again.
 */
export const refund = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<Causes>,
  settings: GatewaySettings,
): Promise<Decision> => {
  const { orders, now } = ports;
  const decided = decideRefund(known, event, now());
  if ('answer' in decided) return storeDecision(orders, known, decided.answer);

  // End the order before the gateway is asked: from then on no charge can be opened or recorded.
  const order = decided.changed ? await orders.save(decided.refundable) : decided.refundable;
  return giveBack(ports, order, event, settings);
};
