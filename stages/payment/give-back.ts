import type { BusEventOf } from '../../contracts/events/events';
import { DependencyError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { paymentPending } from '../../pipeline/orders/charge-state';
import { storeDecision } from '../../pipeline/orders/commit';
import { type Decision, effect, eventOrigin, nothing, recordedBy } from '../../pipeline/orders/decision';
import type { OrderInShop } from '../../pipeline/orders/order';
import { compensate, finalEvents, isPending, outcomeCounts } from '../../pipeline/orders/outcome';
import { newCheck } from '../../pipeline/orders/payment-checks';
import {
  isRefundDueAgain,
  type PaymentWithIntent,
  paymentRefunded,
  paymentRefunding,
  type RefundedPayment,
} from '../../pipeline/orders/refund-state';
import { disputedBy } from './dispute';
import { GatewayRefusedError, type PaymentDispute, type PaymentGateway } from './gateway/gateway';
import { orPending, type PendingAnswer, requireDecided, requireRefunded } from './pending';
import type { GatewaySettings, PaymentPorts } from './ports';

export const REFUND = 'payment.refund';

/** What the payment came back to: minor units that went back to the customer, 0 if none had been taken. */
type GivenBack = { readonly amount: number; readonly refundId: string };

/** An order that has ended, and whose payment the gateway must take back to zero. */
export type Refundable = OrderInShop & { readonly payment: PaymentWithIntent | RefundedPayment };

/** Whether the gateway may hold money that has to go back; it never does for an order that cost nothing. */
export const isRefundable = (order: OrderInShop): order is Refundable => {
  const { payment } = order;
  switch (payment.state) {
    case 'opened':
    case 'pending':
    case 'charged':
    case 'validated':
      return payment.intentId !== undefined && isPending(order, 'refund');
    case 'refunding':
      return true;
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
  const { intentId: paymentId, refunded, refundFailed } = payment;
  const { amount, currency, refundId, again } = refunded;
  // After one that failed it is another event. Releases before `again` only stored that the one that failed is another.
  const part = again || (refundFailed && !isRefundDueAgain(payment)) ? refundId : '';
  return [
    orderEvent('Payment Refunded', eventOrigin(order, refunded), { paymentId, amount, currency }, part),
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

/** Whether a check may look after the payment. */
const mayHaveCheck = ({ payment }: Refundable): boolean =>
  payment.state === 'pending' || payment.state === 'refunding' || payment.disputed !== undefined;

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
  const isAgain = 'refundFailed' in before && before.refundFailed !== undefined;
  const refunded = {
    ...recorded,
    amount,
    currency,
    ...(refundId !== '' && { refundId }),
    ...(isAgain && { again: true as const }),
  };
  const payment = amount > 0 ? paymentRefunded(before, refunded) : before;
  const compensated = compensate({ ...order, payment }, 'refund', recorded);
  return effect(REFUND, amount > 0 ? 'refunded' : 'payment cancelled', compensated, {
    events: refundEvents(compensated),
    counts: { ...(amount > 0 && !isAgain && { payments_refunded: 1 }), ...outcomeCounts(order, compensated) },
    ...(mayHaveCheck(order) && { check: 'ended' }),
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

/** The customer's bank takes the money: when it has taken it for good, nothing is left to give back. */
const recordDisputedRefund = (
  order: Refundable,
  event: BusEventOf,
  dispute: PaymentDispute,
  nowMs: number,
): Decision => {
  const { orderId, shopId, payment } = order;
  const { order: disputed, events } = disputedBy(order, event, dispute, nowMs);
  if (dispute.status === 'lost') {
    const compensated = compensate(disputed, 'refund', recordedBy(event, nowMs));
    return effect(REFUND, 'taken by the bank', compensated, {
      events: [...events, ...finalEvents(compensated, 'refund')],
      counts: outcomeCounts(order, compensated),
      check: 'ended',
    });
  }
  // An operator asked for it, who is told of the dispute and may ask again: nothing else is pending.
  if (payment.state === 'refunded') return effect(REFUND, 'disputed', disputed, { events });
  const pending = { orderId, shopId, paymentId: payment.intentId, waitingFor: 'dispute' as const };
  const why = 'waiting for dispute';
  if (disputed === order && event.type === 'Payment Check Due') return nothing(REFUND, order, why);
  // The dispute may have been known before a refund was due, and then nothing looks after it yet.
  return effect(REFUND, why, { ...disputed }, { events, check: newCheck(pending, nowMs) });
};

/**
 * What has become of a dispute that is known to be open. While it is, a refund is not even asked for: the gateway would
 * refuse it, and save the refusal for the day after the dispute is won.
 */
const openDisputeOf = async (
  gateway: PaymentGateway,
  { payment: { disputed, intentId } }: Refundable,
): Promise<PaymentDispute | undefined> => (disputed?.status === 'opened' ? gateway.readDispute(intentId) : undefined);

/** A second refund, after one that failed, is an effect of its own. */
const effectNameOf = ({ payment }: Refundable): string =>
  'refundFailed' in payment && payment.refundFailed ? `${REFUND}.after.${payment.refundFailed.refundId ?? ''}` : REFUND;

/**
 * Gives back what the customer paid for an order that has ended; cancels the intent if nothing was captured.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws.
 */
export const giveBack = async (
  ports: PaymentPorts,
  order: Refundable,
  event: BusEventOf,
  settings: GatewaySettings,
): Promise<Decision> => {
  const { orders, breaker, once, now } = ports;
  // Enter, and undo. A second worker is answered by Powertools' record; an intent can be refunded to zero once.
  await using permit = await breaker.enter({ slowCallMs: settings.slowCallMs, work: order.orderId });
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });
  const dispute = await openDisputeOf(gateway, order);
  if (dispute && dispute.status !== 'won')
    return storeDecision(orders, order, recordDisputedRefund(order, event, dispute, now()));
  const { order: current, events } = dispute ? disputedBy(order, event, dispute, now()) : { order, events: [] };
  try {
    const answer = await orPending(once.run(effectNameOf(order), order.orderId, () => undo(gateway, order)));
    const decision =
      'pending' in answer
        ? recordPendingRefund(current, event, answer.pending, now())
        : recordGivenBack(current, event, answer.result, now());
    return await storeDecision(orders, order, { ...decision, events: [...events, ...decision.events] });
  } catch (error) {
    if (!(error instanceof GatewayRefusedError)) throw error;
    const found = error.code === 'charge_disputed' ? await gateway.readDispute(order.payment.intentId) : undefined;
    if (found && found.status !== 'won')
      return storeDecision(orders, order, recordDisputedRefund(order, event, found, now()));
    // Won after the gateway refused: the refund is asked for when the message comes again.
    if (found && dispute?.status !== 'won')
      throw new DependencyError(`the dispute of payment ${order.payment.intentId} was won meanwhile`, { cause: error });
    // From here on a person has to look after it: the message is dead-lettered, and no further check follows.
    ports.onRefundRefused();
    if (mayHaveCheck(order))
      await storeDecision(orders, order, effect(REFUND, 'refused', { ...order }, { check: 'ended' }));
    throw error;
  }
};
