import type { BusEventOf } from '../../contracts/events/events';
import { DependencyError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
import { type Decision, effect, eventOrigin, nothing, recordedBy } from '../../pipeline/orders/decision';
import type { OrderInShop } from '../../pipeline/orders/order';
import { compensate, finalEvents, isPending, outcomeCounts } from '../../pipeline/orders/outcome';
import { newCheck } from '../../pipeline/orders/payment-checks';
import {
  type PaymentWithIntent,
  paymentPending,
  paymentRefunded,
  paymentRefunding,
} from '../../pipeline/orders/payment-state';
import { GatewayRefusedError, type PaymentGateway } from './gateway/gateway';
import { orPending, type PendingAnswer, requireDecided, requireRefunded } from './pending';
import type { GatewaySettings, PaymentPorts } from './ports';

export const REFUND = 'payment.refund';

/** What the payment came back to: minor units that went back to the customer, 0 if none had been taken. */
type GivenBack = { readonly amount: number; readonly refundId: string };

/** An order that has ended, and whose payment the gateway must take back to zero. */
export type Refundable = OrderInShop & { readonly payment: PaymentWithIntent };

/** Whether the gateway may hold money that has to go back; it never does for an order that cost nothing. */
export const isRefundable = (order: OrderInShop): order is Refundable => {
  const { payment } = order;
  switch (payment.state) {
    case 'opened':
    case 'pending':
    case 'charged':
    case 'validated':
    case 'refunding':
      return payment.intentId !== undefined && isPending(order, 'refund');
    case 'none':
    case 'failed':
    case 'refunded':
      return false;
  }
};

/** Payment Refunded, if money went back, and the final event if that was the last compensation. */
export const refundEvents = (order: OrderInShop): OutgoingEvent[] => {
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
 * Takes an intent back to zero: cancels what was not captured, refunds what was.
 * @throws PendingAtGateway while the gateway has not decided one or the other.
 */
const undo = async (gateway: PaymentGateway, { payment }: Refundable): Promise<GivenBack> => {
  const { state, intentId, snapshot } = payment;
  const money = { amount: snapshot.total, currency: snapshot.currency };
  if (state === 'opened' || state === 'pending') {
    // A late confirm may have captured it in the meantime; the intent cannot be captured twice.
    const intent = await gateway.cancel(intentId);
    requireDecided(intent);
    if (intent.status === 'unconfirmed')
      throw new DependencyError(`payment ${intentId} is still unconfirmed at the gateway`);
    if (intent.status !== 'captured') return { amount: 0, refundId: '' };
  }
  const refund = await gateway.refund(intentId, money);
  requireRefunded(refund);
  return { amount: refund.amount, refundId: refund.refundId ?? '' };
};

/** The gateway has taken the payment back to zero. */
const recordGivenBack = (
  order: Refundable,
  event: BusEventOf,
  { amount, refundId }: GivenBack,
  nowMs: number,
): Decision => {
  const recorded = recordedBy(event, nowMs);
  const { payment: before } = order;
  const { currency } = before.snapshot;
  const refunded = { ...recorded, amount, currency, ...(refundId !== '' && { refundId }) };
  const payment = amount > 0 ? paymentRefunded(before, refunded) : before;
  const compensated = compensate({ ...order, payment }, 'refund', recorded);
  const hasCheck = before.state === 'pending' || before.state === 'refunding';
  return effect(REFUND, amount > 0 ? 'refunded' : 'payment cancelled', compensated, {
    events: refundEvents(compensated),
    counts: { ...(amount > 0 && { payments_refunded: 1 }), ...outcomeCounts(order, compensated) },
    ...(hasCheck && { check: 'ended' }),
  });
};

/** The gateway has not decided: the compensation stays pending, and a check looks after it. */
const recordPendingRefund = (order: Refundable, event: BusEventOf, answer: PendingAnswer, nowMs: number): Decision => {
  const { payment, orderId, shopId } = order;
  const recorded = recordedBy(event, nowMs);
  const why = `waiting for ${answer.waitingFor}`;
  const pending = { orderId, shopId, paymentId: payment.intentId, waitingFor: answer.waitingFor };
  const check = newCheck(pending, nowMs);
  if (answer.waitingFor !== 'refund') {
    if (payment.state === 'pending' && payment.pending.waitingFor === answer.waitingFor)
      return nothing(REFUND, order, why);
    const waiting = paymentPending(payment, { ...recorded, waitingFor: answer.waitingFor });
    return effect(REFUND, why, { ...order, payment: waiting }, { check });
  }
  const { refundId } = answer;
  if (payment.state === 'refunding' && payment.refunding.refundId === refundId) return nothing(REFUND, order, why);
  const refunding = paymentRefunding(payment, { ...recorded, ...(refundId !== undefined && { refundId }) });
  return effect(REFUND, why, { ...order, payment: refunding }, { check });
};

/**
 * Gives back what the customer paid for an order that has ended; cancels the intent if nothing was captured.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws.
 */
export const giveBack = async (
  { orders, breaker, gateway: gatewayWith, once, onRefundRefused, now }: PaymentPorts,
  order: Refundable,
  event: BusEventOf,
  settings: GatewaySettings,
): Promise<Decision> => {
  // Enter, and undo. A second worker is answered by Powertools' record; an intent can be refunded to zero once.
  await using permit = await breaker.enter({ slowCallMs: settings.slowCallMs, work: order.orderId });
  const gateway = gatewayWith({ permit, timeoutMs: settings.paymentTimeoutMs });
  const answer = await orPending(once.run(REFUND, order.orderId, () => undo(gateway, order))).catch(
    async (error: unknown) => {
      if (!(error instanceof GatewayRefusedError)) throw error;
      // From here on a person has to look after it: the message is dead-lettered, and no further check follows.
      onRefundRefused();
      if (order.payment.state === 'refunding')
        await storeDecision(orders, order, effect(REFUND, 'refused', { ...order }, { check: 'ended' }));
      throw error;
    },
  );

  // Record.
  const decision =
    'pending' in answer
      ? recordPendingRefund(order, event, answer.pending, now())
      : recordGivenBack(order, event, answer.result, now());
  return storeDecision(orders, order, decision);
};
