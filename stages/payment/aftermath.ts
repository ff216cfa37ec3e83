import type { BusEventOf } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
import { type Decision, effect, eventOrigin, nothing, recordedBy, replay } from '../../pipeline/orders/decision';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { isRefundDueAgain, refundFailedLate } from '../../pipeline/orders/refund-state';
import { disputedBy, disputeEvent, type PaidOrder } from './dispute';
import type { PaymentRefund } from './gateway/gateway';
import type { GatewaySettings, PaymentPorts } from './ports';

/*
 * What may become of a payment after its order needs nothing of it any more: a refund that was done fails after all, and
 * customers dispute charges at their banks. The order's outcome stays; neighbours and operators are told.
 */

const CHECK = 'payment.check';

/** Payment Refund Failed, for the refund that failed last. */
export const refundFailedEvents = (order: OrderInShop): OutgoingEvent[] => {
  const { payment } = order;
  if (!('refundFailed' in payment) || !payment.refundFailed) return [];
  const { intentId: paymentId, refundFailed } = payment;
  const { refundId, status } = refundFailed;
  const body = { paymentId, ...(refundId !== undefined && { refundId }), status };
  return [orderEvent('Payment Refund Failed', eventOrigin(order, refundFailed), body, refundId)];
};

/**
 * A refund that was recorded as done gave nothing back, as the gateway says now.
 * @returns the very same order, and no event, if the refund stands or its failure is known.
 */
const refundFailed = (
  order: PaidOrder,
  event: BusEventOf,
  { status }: PaymentRefund,
  nowMs: number,
): { readonly order: PaidOrder; readonly events: OutgoingEvent[] } => {
  const { payment } = order;
  if (payment.state !== 'refunded' || status !== 'due' || isRefundDueAgain(payment)) return { order, events: [] };
  const { refundId } = payment.refunded;
  const failed = {
    ...recordedBy(event, nowMs),
    status: 'failed' as const,
    ...(refundId !== undefined && { refundId }),
  };
  const dueAgain = { ...order, payment: refundFailedLate(payment, failed) };
  return { order: dueAgain, events: refundFailedEvents(dueAgain) };
};

/**
 * Looks at the gateway what has become of a payment of which nothing is pending.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws.
 */
export const lookAfterwards = async (
  ports: PaymentPorts,
  order: PaidOrder,
  event: BusEventOf,
  settings: GatewaySettings,
): Promise<Decision> => {
  const { payment } = order;
  const { intentId, snapshot } = payment;
  await using permit = await ports.breaker.enter({ slowCallMs: settings.slowCallMs, work: order.orderId });
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });
  const dispute = await gateway.readDispute(intentId);
  const disputed = dispute ? disputedBy(order, event, dispute, ports.now()) : { order, events: [] };
  const money = { amount: snapshot.total, currency: snapshot.currency };
  const refund = payment.state === 'refunded' ? await gateway.readRefund(intentId, money) : undefined;
  const failed = refund
    ? refundFailed(disputed.order, event, refund, ports.now())
    : { order: disputed.order, events: [] };
  if (failed.order === order) return nothing(CHECK, order, 'nothing is pending at the gateway');
  const hasFailed = failed.events.length > 0;
  const events = [...disputed.events, ...failed.events];
  const decision = effect(CHECK, hasFailed ? 'refund failed late' : 'disputed', failed.order, { events });
  const stored = await storeDecision(ports.orders, order, decision);
  if (hasFailed) ports.onRefundFailed();
  return stored;
};

/** A dispute of an order that has expired: the intent says whose it was, and there is nothing to store. */
export const disputeOfForgotten = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Payment Check Due'>,
  settings: GatewaySettings,
): Promise<Decision> => {
  const { orderId, shopId, paymentId } = event.detail;
  await using permit = await ports.breaker.enter({ slowCallMs: settings.slowCallMs, work: orderId });
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });
  const dispute = await gateway.readDispute(paymentId);
  if (dispute?.orderId !== orderId) return nothing(CHECK, known, 'the order is not known');
  const { id: disputeId, status, openedAt: at } = dispute;
  const origin = { orderId, shopId, at, causedBy: event.eventId };
  return replay(CHECK, known, [disputeEvent(origin, paymentId, { disputeId, status })]);
};
