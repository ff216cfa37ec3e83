import type { BusEventOf } from '../../contracts/events/events';
import { BreakerOpenError } from '../../pipeline/batch/failure';
import type { OutgoingEvent } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
import { type Decision, nothing, requireSameShop } from '../../pipeline/orders/decision';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import type { Recorded } from '../../pipeline/orders/order-history';
import { type ChargeSettings, chargeEvents, recordCharge, type Waiting } from './charge-decision';
import { chargeResultOf } from './charge-result';
import { GatewayError, GatewayRefusedError } from './gateway/gateway';
import { giveBack, isRefundable, refundEvents } from './give-back';
import { orPending } from './pending';
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
  const answer = await orPending(Promise.resolve().then(() => chargeResultOf(intent)));
  const decision =
    'pending' in answer
      ? recordPending(waiting, event, answer.pending, settings, now())
      : { ...recordCharge(waiting, event, answer.result, settings, now()), check: 'ended' as const };
  return storeDecision(orders, waiting, decision);
};

/** Says that the gateway did not answer, or must not be asked. */
const isGatewayFailure = (error: unknown): boolean =>
  error instanceof BreakerOpenError || (error instanceof GatewayError && !(error instanceof GatewayRefusedError));

/** What this very check decided before, whose worker may have died before it published that. */
const decidedBefore = (order: OrderInShop, { eventId }: BusEventOf): readonly OutgoingEvent[] => {
  const { payment, outcome } = order;
  const isMine = (recorded: Recorded | undefined): boolean => recorded?.causedBy === eventId;
  const isCharge =
    ('charged' in payment && isMine(payment.charged)) || (payment.state === 'failed' && isMine(payment.failed));
  const isRefund =
    (payment.state === 'refunded' && isMine(payment.refunded)) || (outcome.state === 'final' && isMine(outcome.closed));
  return [...(isCharge ? chargeEvents(order) : []), ...(isRefund ? refundEvents(order) : [])];
};

/**
 * Payment Check Due: looks at the gateway what has become of a payment that takes time. A look that fails is done all the
 * same: no receives are spent on it, as the watcher sends another. A check that comes again publishes again what it decided.
 * @throws PermanentError if the order is known to be of another shop.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws GatewayRefusedError if the gateway will never give the money back.
 */
export const checkPayment = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Payment Check Due'>,
  settings: ChargeSettings,
): Promise<Decision> => {
  const order = requireSameShop(known, event.detail.shopId);
  const again = decidedBefore(order, event);
  const decision = await look(ports, known, order, event, settings);
  return again.length === 0 ? decision : { ...decision, events: [...again, ...decision.events] };
};

const look = async (
  ports: PaymentPorts,
  known: Order,
  order: OrderInShop,
  event: BusEventOf<'Payment Check Due'>,
  settings: ChargeSettings,
): Promise<Decision> => {
  const { payment, outcome } = order;
  try {
    if (payment.state === 'pending' && outcome.state === 'open')
      return await settleCharge(ports, { ...order, payment }, event, settings);
    if (isRefundable(order)) return await giveBack(ports, order, event, settings);
    return nothing(CHECK, known, 'nothing is pending at the gateway');
  } catch (error) {
    if (isGatewayFailure(error)) return nothing(CHECK, known, 'the gateway did not answer');
    throw error;
  }
};
