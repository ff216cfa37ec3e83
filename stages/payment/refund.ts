import type { BusEventOf } from '../../contracts/events/events';
import { DependencyError, PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, type Decision, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { cancel, clearDebt, closingCounts, finalEvents, isOwed } from '../../pipeline/orders/ending';
import type { Order } from '../../pipeline/orders/order';
import { GatewayRefusedError, type PaymentGateway } from './gateway/gateway';
import { type GatewaySettings, type PaymentPorts, store } from './ports';

const REFUND = 'payment.refund';

/** What undoing the payment came to; flat, because Powertools keeps it. */
export interface RefundResult {
  /** Minor units that went back to the customer; 0 if none had been taken. */
  readonly amount: number;
  readonly currency: string;
  readonly [name: string]: string | number;
}

const eventsOf = (order: Order): OutgoingEvent[] => {
  const { refunded, payment } = order;
  const back =
    refunded && payment
      ? [
          orderEvent('Payment Refunded', causeOf(order, refunded), {
            paymentId: payment.intentId,
            amount: refunded.amount,
            currency: refunded.currency,
          }),
        ]
      : [];
  return [...back, ...finalEvents(order, 'refund')];
};

type Causes = 'Order Cancelled' | 'Inventory Rejected' | 'Fulfillment Rejected';

/**
 * An event after which payment may owe the customer money back: either the answer is known, or the order has ended, owes a refund and has
 * an intent that the gateway must undo (`undo`; it has to be stored first if it `changed`).
 * @throws PermanentError for a rejection of an order that was not rejected.
 */
export const decideRefund = (
  known: Order,
  event: BusEventOf<Causes>,
  nowMs: number,
): { readonly answer: Decision } | { readonly undo: Order; readonly changed: boolean } => {
  const done = doneBy(event, nowMs);
  const here = inShop(known, event.detail.shopId);
  const order = event.type === 'Order Cancelled' ? cancel(here, event.detail.reason, done) : here;

  if (event.type === 'Order Cancelled' && order.outcome === 'fulfilled')
    return { answer: refuseCancellation(order, event) };
  if (event.type === 'Order Cancelled' && order.outcome === 'failed') {
    return { answer: nothing(REFUND, known, 'order has failed') };
  }
  if (!wasRejected(order, event.type)) {
    throw new PermanentError(`${event.type}: order ${order.orderId} was not rejected`, {
      field: 'detail.orderId',
      value: order.orderId,
    });
  }
  if (!isOwed(order, 'refund')) return { answer: replay(REFUND, known, eventsOf(order)) };
  if (order.payment) return { undo: order, changed: order !== known };
  // Nothing was opened, and with an outcome stored nothing can be: the slot is void.
  const cleared = clearDebt(order, 'refund', done);
  return {
    answer: effect(REFUND, 'nothing to refund', cleared, {
      events: eventsOf(cleared),
      counts: closingCounts(order, cleared),
    }),
  };
};

/** A rejection is believed only if the stage that it comes from has recorded it; a cancellation speaks for itself. */
const wasRejected = (order: Order, type: Causes): boolean =>
  type === 'Order Cancelled' || (type === 'Inventory Rejected' ? order.rejected : order.kitchenRejected) !== undefined;

/** The gateway has undone the payment. */
export const recordRefund = (
  order: Order,
  event: BusEventOf<Causes>,
  { amount, currency }: RefundResult,
  nowMs: number,
): Decision => {
  const done = doneBy(event, nowMs);
  const refunded = amount > 0 ? { ...order, refunded: { ...done, amount, currency } } : order;
  const cleared = clearDebt(refunded, 'refund', done);
  return effect(REFUND, amount > 0 ? 'refunded' : 'payment cancelled', cleared, {
    events: eventsOf(cleared),
    counts: { ...(amount > 0 && { payments_refunded: 1 }), ...closingCounts(order, cleared) },
  });
};

const refuseCancellation = (order: Order, event: BusEventOf<'Order Cancelled'>): Decision => {
  // The moment of fulfilment, not of the request: a replay has to publish the same event.
  const cause = causeOf(order, { at: order.ended?.at ?? event.time, causedBy: event.eventId });
  const message = `order ${order.orderId} was fulfilled before the cancellation came`;
  return {
    ...replay(REFUND, order, [orderEvent('Order Cancellation Refused', cause, { message })]),
    outcome: 'cancellation refused',
  };
};

/** Takes the payment of an ended order back to zero: cancels what was not captured, refunds what was. */
const undo = async (gateway: PaymentGateway, order: Order): Promise<RefundResult> => {
  if (!order.payment) throw new Error(`order ${order.orderId} has no payment to undo`);
  const { intentId } = order.payment;
  const first = order.charged ? await gateway.refund(intentId) : await gateway.cancel(intentId);
  // A late confirm may have captured it in the meantime; the intent cannot be captured twice.
  const isLeft = first.status === 'captured' && first.refundedAmount < first.money.amount;
  const intent = isLeft ? await gateway.refund(intentId) : first;
  if (intent.status === 'processing' || intent.status === 'unconfirmed') {
    throw new DependencyError(`payment ${intentId} is still ${intent.status} at the gateway`);
  }
  return { amount: intent.refundedAmount, currency: intent.money.currency };
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
  const { orders, breaker, once, now } = ports;
  // Decide.
  const decided = decideRefund(known, event, now());
  if ('answer' in decided) return store(ports, known, decided.answer);

  // End the order before the gateway is asked: from then on no charge can be opened or recorded.
  const order = decided.changed ? await orders.save(decided.undo) : decided.undo;

  // Enter, and undo. A second worker is answered by Powertools' record; an intent can be refunded to zero once.
  await using permit = await breaker.enter(settings);
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });
  const result = await once
    .run(REFUND, order.orderId, () => undo(gateway, order))
    .catch((error: unknown) => {
      if (error instanceof GatewayRefusedError) ports.onRefundRefused();
      throw error;
    });

  // Record.
  return store(ports, order, recordRefund(order, event, result, now()));
};
