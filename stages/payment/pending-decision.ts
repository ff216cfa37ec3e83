import type { BusEventOf } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { paymentPending } from '../../pipeline/orders/charge-state';
import { type Decision, effect, eventOrigin, nothing, recordedBy, replay } from '../../pipeline/orders/decision';
import { newCheck } from '../../pipeline/orders/payment-checks';
import { CHARGE, type Payable, type Waiting } from './charge-decision';
import type { PendingAnswer } from './pending';
import type { GatewaySettings } from './ports';

/** Decides what an undecided charge does to an order. Pure. */

const MINUTE_MS = 60_000;

const actionRequired = (order: Waiting, actionUrl: string): OutgoingEvent[] => {
  const { intentId: paymentId, pending } = order.payment;
  const { until = pending.at } = pending;
  return [orderEvent('Payment Action Required', eventOrigin(order, pending), { paymentId, url: actionUrl, until })];
};

/** Whether the customer has had the time that there is for authenticating. */
export const isOverdue = ({ payment: { pending } }: Waiting, nowMs: number): boolean =>
  pending.until !== undefined && nowMs >= Date.parse(pending.until);

/**
 * The charge waits at the gateway from now on, or waits for something else than before: a check looks after it. The
 * customer's app is told where to authenticate; what is published again has the URL of the intent as it is now.
 */
export const recordPending = (
  order: Payable | Waiting,
  event: BusEventOf,
  answer: PendingAnswer,
  { actionMinutes }: Pick<GatewaySettings, 'actionMinutes'>,
  nowMs: number,
): Decision => {
  if (answer.waitingFor === 'refund') throw new Error(`order ${order.orderId}: a charge cannot wait for a refund`);
  const { payment, orderId, shopId } = order;
  if (payment.state === 'pending' && payment.pending.waitingFor === answer.waitingFor) {
    const waiting = { ...order, payment };
    const isNews = event.type !== 'Payment Check Due' || payment.pending.causedBy === event.eventId;
    if (answer.waitingFor === 'authentication' && isNews)
      return replay(CHARGE, order, actionRequired(waiting, answer.actionUrl));
    return nothing(CHARGE, order, `waiting for ${answer.waitingFor}`);
  }
  const { waitingFor } = answer;
  const untilMs = waitingFor === 'authentication' ? nowMs + actionMinutes * MINUTE_MS : undefined;
  const pending = {
    ...recordedBy(event, nowMs),
    waitingFor,
    ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
  };
  const waiting: Waiting = { ...order, payment: paymentPending(payment, pending) };
  const paymentId = payment.intentId;
  return effect(CHARGE, `waiting for ${waitingFor}`, waiting, {
    events: answer.waitingFor === 'authentication' ? actionRequired(waiting, answer.actionUrl) : [],
    check: newCheck({ orderId, shopId, paymentId, waitingFor, ...(untilMs !== undefined && { untilMs }) }, nowMs),
  });
};
