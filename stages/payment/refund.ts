import type { BusEventOf } from '../../contracts/events/events';
import { DependencyError, PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
import {
  type Decision,
  effect,
  eventOrigin,
  nothing,
  recordedBy,
  replay,
  requireSameShop,
} from '../../pipeline/orders/decision';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import type { Money } from '../../pipeline/orders/order-history';
import { cancel, compensate, finalEvents, isPending, outcomeCounts } from '../../pipeline/orders/outcome';
import { type PaymentState, type PaymentWithIntent, paymentRefunded } from '../../pipeline/orders/payment-state';
import { GatewayRefusedError, type PaymentGateway } from './gateway/gateway';
import type { GatewaySettings, PaymentPorts } from './ports';

const REFUND = 'payment.refund';

/** What the payment came back to: minor units that went back to the customer, 0 if none had been taken. */
type RefundResult = Money & { readonly [name: string]: string | number };

/** An order that has ended, and whose intent the gateway must take back to zero. */
type Refundable = OrderInShop & { readonly payment: PaymentWithIntent };

type Causes = 'Order Cancelled' | 'Inventory Rejected' | 'Fulfillment Rejected';

const eventsOf = (order: OrderInShop): OutgoingEvent[] => {
  const { payment } = order;
  if (payment.state !== 'refunded') return finalEvents(order, 'refund');
  const { intentId: paymentId, refunded } = payment;
  const { amount, currency } = refunded;
  return [
    orderEvent('Payment Refunded', eventOrigin(order, refunded), { paymentId, amount, currency }),
    ...finalEvents(order, 'refund'),
  ];
};

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
    throw new PermanentError(`${event.type}: order ${order.orderId} was not rejected`, {
      field: 'detail.orderId',
      value: order.orderId,
    });
  }
  if (!isPending(order, 'refund')) return { answer: replay(REFUND, known, eventsOf(order)) };
  const { payment } = order;
  if (isHeld(payment)) return { refundable: { ...order, payment }, changed: order !== known };
  // Nothing is left to take back. With an outcome stored, nothing can be opened either.
  const compensated = compensate(order, 'refund', recorded);
  return {
    answer: effect(REFUND, 'nothing to refund', compensated, {
      events: eventsOf(compensated),
      counts: outcomeCounts(order, compensated),
    }),
  };
};

/** Whether the gateway may hold money for the order; it never does for one that cost nothing. */
const isHeld = (payment: PaymentState): payment is PaymentWithIntent => {
  switch (payment.state) {
    case 'opened':
    case 'charged':
    case 'validated':
      return payment.intentId !== undefined;
    case 'none':
    case 'failed':
    case 'refunded':
      return false;
  }
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

/** The gateway has taken the payment back to zero. */
const recordRefund = (
  order: Refundable,
  event: BusEventOf<Causes>,
  { amount, currency }: Money,
  nowMs: number,
): Decision => {
  const recorded = recordedBy(event, nowMs);
  const payment = amount > 0 ? paymentRefunded(order.payment, { ...recorded, amount, currency }) : order.payment;
  const compensated = compensate({ ...order, payment }, 'refund', recorded);
  return effect(REFUND, amount > 0 ? 'refunded' : 'payment cancelled', compensated, {
    events: eventsOf(compensated),
    counts: { ...(amount > 0 && { payments_refunded: 1 }), ...outcomeCounts(order, compensated) },
  });
};

/** Takes an intent back to zero: cancels what was not captured, refunds what was. */
const undo = async (gateway: PaymentGateway, { state, intentId }: Refundable['payment']): Promise<RefundResult> => {
  const first = state === 'opened' ? await gateway.cancel(intentId) : await gateway.refund(intentId);
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
  if ('answer' in decided) return storeDecision(orders, known, decided.answer);

  // End the order before the gateway is asked: from then on no charge can be opened or recorded.
  const order = decided.changed ? await orders.save(decided.refundable) : decided.refundable;

  // Enter, and undo. A second worker is answered by Powertools' record; an intent can be refunded to zero once.
  await using permit = await breaker.enter({ slowCallMs: settings.slowCallMs, work: known.orderId });
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });
  const result = await once
    .run(REFUND, order.orderId, () => undo(gateway, order.payment))
    .catch((error: unknown) => {
      if (error instanceof GatewayRefusedError) ports.onRefundRefused();
      throw error;
    });

  // Record.
  return storeDecision(orders, order, recordRefund(order, event, result, now()));
};
