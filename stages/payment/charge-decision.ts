import type { BusEventOf } from '../../contracts/events/events';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
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
import type { Failure } from '../../pipeline/orders/order-history';
import { decideOutcome, finalEvents, outcomeCounts } from '../../pipeline/orders/outcome';
import {
  type ChargedPayment,
  type NoPayment,
  nothingToCharge,
  type OpenedPayment,
  paymentCharged,
  paymentFailed,
  paymentValidated,
} from '../../pipeline/orders/payment-state';
import type { ChargeResult } from './charge-result';
import { validatedEvents } from './confirm';
import type { GatewayOrder } from './gateway/gateway';
import { refusalOf, type ShopTerms } from './refusal';
import { requireSameOrder, snapshotOf } from './same-order';

/** Decides what Order Created does to an order, before the gateway is asked and after it has answered. Pure. */

export const CHARGE = 'payment.charge';

export interface ChargeRules extends ShopTerms {
  readonly requireConfirmation: boolean;
}

/** An order that is not charged yet, as far as is known here. */
export type Unpaid = OrderInShop & { readonly payment: NoPayment | OpenedPayment };
/** An order whose intent is stored: it may be confirmed. */
export type Payable = OrderInShop & { readonly payment: OpenedPayment };

export const isPayable = (order: Unpaid): order is Payable => order.payment.state === 'opened';

/** What the gateway is asked to charge, and with which payment method. */
export interface ChargeRequest {
  readonly order: GatewayOrder;
  readonly token: string;
}

type OrderCreated = BusEventOf<'Order Created'>;

const eventsOf = (order: OrderInShop): OutgoingEvent[] => {
  const { payment } = order;
  if (payment.state === 'failed') {
    const { code, message } = payment.failed;
    return [
      orderEvent('Payment Failed', eventOrigin(order, payment.failed), { code, message }),
      ...finalEvents(order, CHARGE),
    ];
  }
  if (!('charged' in payment) || !payment.charged) return [];
  const { amount, currency } = payment.charged;
  // Whoever keeps payments by their id needs one of an order that cost nothing, too.
  const paymentId = payment.intentId ?? `free_${order.orderId}`;
  return [
    orderEvent('Payment Processed', eventOrigin(order, payment.charged), {
      paymentId,
      status: 'PAID' as const,
      amount,
      currency,
    }),
    ...('validated' in payment ? validatedEvents(order, 'charge') : []),
  ];
};

/** The order fails: the shop refuses it, or the gateway declines the charge. */
export const fail = (
  order: Unpaid,
  event: OrderCreated,
  { code, message }: Failure,
  nowMs: number,
  count: 'payments_refused' | 'payments_declined',
): Decision => {
  const recorded = recordedBy(event, nowMs);
  const [snapshot, intentId] = isPayable(order)
    ? [order.payment.snapshot, order.payment.intentId]
    : [snapshotOf(event.detail), undefined];
  const failed = decideOutcome(
    { ...order, payment: paymentFailed(snapshot, intentId, { ...recorded, code, message }) },
    { outcome: 'failed', pending: [], by: CHARGE, stage: 'payment', reason: `${code}: ${message}` },
    recorded,
  );
  return effect(CHARGE, code.toLowerCase(), failed, {
    events: eventsOf(failed),
    counts: { [count]: 1, ...outcomeCounts(order, failed) },
  });
};

/** The order with its payment, which goes on to inventory unless it has to be confirmed first. */
const paid = (
  order: Unpaid,
  event: OrderCreated,
  charged: ChargedPayment,
  { requireConfirmation }: Pick<ChargeRules, 'requireConfirmation'>,
  nowMs: number,
): OrderInShop => {
  const isValidated = order.confirmed !== undefined || !requireConfirmation;
  const payment = isValidated ? paymentValidated(charged, { ...recordedBy(event, nowMs), by: 'charge' }) : charged;
  return { ...order, payment };
};

const acceptFree = (order: Unpaid, event: OrderCreated, rules: ChargeRules, nowMs: number): Decision => {
  const free = paid(order, event, nothingToCharge(snapshotOf(event.detail), recordedBy(event, nowMs)), rules, nowMs);
  return effect(CHARGE, 'nothing to charge', free, { events: eventsOf(free) });
};

const requestOf = ({
  orderId,
  shopId,
  customerId,
  total,
  currency,
  payment,
}: OrderCreated['detail']): ChargeRequest => {
  if (!payment) throw new PermanentError('detail.payment: must be given unless total is 0');
  const customer = payment.customer === undefined ? {} : { customer: payment.customer };
  const order = { orderId, shopId, customerId, ...customer, money: { amount: total, currency } };
  return { order, token: payment.token };
};

/**
 * Order Created, before the gateway is asked: either the answer is known, or the order is ready to be charged.
 * @throws PermanentError if the orderId is that of another order.
 */
export const decideCharge = (
  known: Order,
  event: OrderCreated,
  rules: ChargeRules,
  nowMs: number,
): { readonly answer: Decision } | { readonly unpaid: Unpaid; readonly request: ChargeRequest } => {
  const { detail } = event;
  const order = requireSameShop(known, detail.shopId);
  const { payment } = order;
  if (payment.state !== 'none') requireSameOrder(payment.snapshot, snapshotOf(detail));
  if ('charged' in payment || payment.state === 'failed') return { answer: replay(CHARGE, known, eventsOf(order)) };
  const outcome = order.outcome.name;
  if (outcome) return { answer: nothing(CHARGE, known, `order is ${outcome}`) };
  if (payment.state === 'refunded') throw new Error(`order ${order.orderId} was refunded and has no outcome`);
  const unpaid: Unpaid = { ...order, payment };
  // An order whose intent is stored may have been charged already: from then on only the gateway knows.
  const refusal = isPayable(unpaid) ? undefined : refusalOf(detail, rules);
  if (refusal) return { answer: fail(unpaid, event, refusal, nowMs, 'payments_refused') };
  if (detail.total === 0) return { answer: acceptFree(unpaid, event, rules, nowMs) };
  return { unpaid, request: requestOf(detail) };
};

/** The gateway has answered for an order that was ready to be charged and has not ended since. */
export const recordCharge = (
  order: Payable,
  event: OrderCreated,
  result: ChargeResult,
  rules: Pick<ChargeRules, 'requireConfirmation'>,
  nowMs: number,
): Decision => {
  if (result.status === 'declined') return fail(order, event, result, nowMs, 'payments_declined');
  const { total: amount, currency } = event.detail;
  const charged = paymentCharged(order.payment, { ...recordedBy(event, nowMs), amount, currency });
  const charging = paid(order, event, charged, rules, nowMs);
  return effect(CHARGE, 'charged', charging, { events: eventsOf(charging), counts: { payments_charged: 1 } });
};
