import type { BusEventOf } from '../../contracts/events/events';
import { BreakerOpenError } from '../../pipeline/batch/failure';
import { causedBy } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
import { type Decision, nothing, replay, requireSameShop } from '../../pipeline/orders/decision';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { isAtGateway } from '../../pipeline/orders/payment-state';
import { isRefundDueAgain } from '../../pipeline/orders/refund-state';
import { disputeOfForgotten, lookAfterwards, refundFailedEvents } from './aftermath';
import { type ChargeSettings, chargeEvents, recordCharge, type Waiting } from './charge-decision';
import { chargeResultOf } from './charge-result';
import { disputeEvents } from './dispute';
import { GatewayError, GatewayRefusedError } from './gateway/gateway';
import { giveBack, isRefundable, refundEvents } from './give-back';
import { undecidedIn } from './pending';
import { isOverdue, recordPending } from './pending-decision';
import type { PaymentPorts } from './ports';

const CHECK = 'payment.check';

/**
 * Looks at the gateway what has become of a pending charge; nothing is confirmed again. A customer who has taken too long
 * to authenticate is not waited for any more.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws.
 */
export const settleCharge = async (
  { orders, breaker, gateway: gatewayWith, now }: PaymentPorts,
  waiting: Waiting,
  event: BusEventOf,
  settings: ChargeSettings,
): Promise<Decision> => {
  await using permit = await breaker.enter({ slowCallMs: settings.slowCallMs, work: waiting.orderId });
  const gateway = gatewayWith({ permit, timeoutMs: settings.paymentTimeoutMs });
  const { intentId } = waiting.payment;
  const seen = await gateway.settle(intentId);
  const isGivenUp = seen.status === 'action-required' && isOverdue(waiting, now());
  const intent = isGivenUp ? await gateway.abandon(intentId) : seen;
  const undecided = undecidedIn(intent);
  const decision = undecided
    ? recordPending(waiting, event, undecided, settings, now())
    : { ...recordCharge(waiting, event, chargeResultOf(intent), settings, now()), check: 'ended' as const };
  return storeDecision(orders, waiting, decision);
};

/** Whether somebody looks again by themselves: the watcher, as there is a check, or the message that is to give money back. */
const isLookedAfter = (order: OrderInShop): boolean =>
  (order.payment.state === 'pending' && order.outcome.state === 'open') || isRefundable(order);

/** Says that the gateway did not answer, or must not be asked. */
const isGatewayFailure = (error: unknown): boolean =>
  error instanceof BreakerOpenError || (error instanceof GatewayError && !(error instanceof GatewayRefusedError));

/** What a payment's events were, of which this one is the cause: its message comes again if the bus did not take them. */
const eventsCausedBy = (order: OrderInShop, event: BusEventOf) =>
  causedBy(
    [...chargeEvents(order), ...refundEvents(order), ...disputeEvents(order), ...refundFailedEvents(order)],
    event,
  );

const look = async (
  ports: PaymentPorts,
  known: Order,
  order: OrderInShop,
  event: BusEventOf<'Payment Check Due'>,
  settings: ChargeSettings,
): Promise<Decision> => {
  const { payment, outcome } = order;
  if (payment.state === 'pending' && outcome.state === 'open')
    return settleCharge(ports, { ...order, payment }, event, settings);
  if (isRefundable(order)) return giveBack(ports, order, event, settings);
  if (payment.state === 'refunded' && event.detail.retryRefund && isRefundDueAgain(payment))
    return giveBack(ports, { ...order, payment }, event, settings);
  if (known.version === 0) return disputeOfForgotten(ports, known, event, settings);
  if (isAtGateway(payment)) return lookAfterwards(ports, { ...order, payment }, event, settings);
  return nothing(CHECK, known, 'nothing is pending at the gateway');
};

/**
 * Payment Check Due: looks at the gateway what has become of a payment that takes time. A look that fails is done all the
 * same: no receives are spent on it, as the watcher sends another. Of a payment that nobody looks after, the event is all
 * there is: of a dispute, of a refund that failed late, of an operator who asks for another. That look is done again.
 * @throws PermanentError if the order is known to be of another shop.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws GatewayRefusedError if the gateway will never give the money back.
 * @throws BreakerOpenError, or what the gateway throws, if nobody else looks at the payment.
 */
export const checkPayment = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Payment Check Due'>,
  settings: ChargeSettings,
): Promise<Decision> => {
  const order = requireSameShop(known, event.detail.shopId);
  const published = eventsCausedBy(order, event);
  if (published.length > 0) return replay(CHECK, known, published);
  try {
    return await look(ports, known, order, event, settings);
  } catch (error) {
    if (isGatewayFailure(error) && isLookedAfter(order)) return nothing(CHECK, known, 'the gateway did not answer');
    throw error;
  }
};
