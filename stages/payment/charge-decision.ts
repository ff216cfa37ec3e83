import type { BusEventOf } from '../../contracts/events/events';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import {
  type ChargedPayment,
  type NoPayment,
  nothingToCharge,
  type OpenedPayment,
  type PendingPayment,
  paymentCharged,
  paymentFailed,
  paymentValidated,
} from '../../pipeline/orders/charge-state';
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
import type { Failure, Snapshot } from '../../pipeline/orders/order-history';
import { decideOutcome, finalEvents, outcomeCounts } from '../../pipeline/orders/outcome';
import { requireSameOrder, snapshotOf } from '../../pipeline/orders/same-order';
import type { ChargeResult } from './charge-result';
import { validatedEvents } from './confirm';
import type { GatewayOrder } from './gateway/gateway';
import type { GatewaySettings } from './ports';
import { refusalOf, type ShopTerms } from './refusal';

/** Decides what Order Created does to an order, before the gateway is asked and after it has answered. Pure. */

export const CHARGE = 'payment.charge';

export interface ChargeSettings extends ShopTerms, GatewaySettings {
  readonly requireConfirmation: boolean;
}

/** An order that is not charged yet, as far as is known here. */
export type Unpaid = OrderInShop & { readonly payment: NoPayment | OpenedPayment };
/** An order whose intent is stored: it may be confirmed. */
export type Payable = OrderInShop & { readonly payment: OpenedPayment };
/** An order whose charge the gateway has not decided. */
export type Waiting = OrderInShop & { readonly payment: PendingPayment };

export const isPayable = (order: Unpaid): order is Payable => order.payment.state === 'opened';

/** What the gateway is asked to charge, and with which payment method. */
export interface ChargeRequest {
  readonly order: GatewayOrder;
  readonly token: string;
}

type OrderCreated = BusEventOf<'Order Created'>;

/** What is published of an order's charge, now and whenever it is replayed. */
export const chargeEvents = (order: OrderInShop): OutgoingEvent[] => {
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

/**
 * The order fails: the shop refuses it, or the gateway declines the charge.
 * @param before what was opened at the gateway, or the snapshot if nothing was.
 */
export const fail = (
  order: OrderInShop,
  before: OpenedPayment | PendingPayment | Snapshot,
  event: BusEventOf,
  { code, message }: Failure,
  nowMs: number,
  count: 'payments_refused' | 'payments_declined',
): Decision => {
  const recorded = recordedBy(event, nowMs);
  const failed = decideOutcome(
    { ...order, payment: paymentFailed(before, { ...recorded, code, message }) },
    { outcome: 'failed', pending: [], by: CHARGE, stage: 'payment', reason: `${code}: ${message}` },
    recorded,
  );
  return effect(CHARGE, code.toLowerCase(), failed, {
    events: chargeEvents(failed),
    counts: { [count]: 1, ...outcomeCounts(order, failed) },
  });
};

/** The order with its payment, which goes on to inventory unless it has to be confirmed first. */
const paid = (
  order: OrderInShop,
  event: BusEventOf,
  charged: ChargedPayment,
  { requireConfirmation }: Pick<ChargeSettings, 'requireConfirmation'>,
  nowMs: number,
): OrderInShop => {
  const isValidated = order.confirmed !== undefined || !requireConfirmation;
  const payment = isValidated ? paymentValidated(charged, { ...recordedBy(event, nowMs), by: 'charge' }) : charged;
  return { ...order, payment };
};

const acceptFree = (order: Unpaid, event: OrderCreated, settings: ChargeSettings, nowMs: number): Decision => {
  const accepted = nothingToCharge(snapshotOf(event.detail, nowMs), recordedBy(event, nowMs));
  const free = paid(order, event, accepted, settings, nowMs);
  return effect(CHARGE, 'nothing to charge', free, { events: chargeEvents(free) });
};

const requestOf = (detail: OrderCreated['detail'], returnUrl: string | undefined): ChargeRequest => {
  const { orderId, shopId, customerId, total, currency, payment } = detail;
  if (!payment) throw new PermanentError('detail.payment: must be given unless total is 0');
  const { token, customer } = payment;
  const order = {
    orderId,
    shopId,
    customerId,
    ...(customer !== undefined && { customer }),
    money: { amount: total, currency },
    ...(returnUrl !== undefined && { returnUrl }),
  };
  return { order, token };
};

/**
 * The order in the shop of its Order Created. What came before that in the name of another shop, a barista's mistyped Order
 * Ready, was not about this order and is forgotten.
 * @throws PermanentError if an order is known of another shop, or its end is.
 */
const inShop = (known: Order, shopId: string): OrderInShop => {
  const isEarly = known.payment.state === 'none' && known.outcome.state === 'open';
  if (!isEarly || known.shopId === undefined || known.shopId === shopId) return requireSameShop(known, shopId);
  const { confirmed: _confirmed, readied: _readied, ...order } = known;
  return { ...order, shopId };
};

/**
 * Order Created, before the gateway is asked: either the answer is known, or the order is ready to be charged, or its charge
 * is pending at the gateway.
 * @throws PermanentError if the orderId is that of another order.
 */
export const decideCharge = (
  known: Order,
  event: OrderCreated,
  settings: ChargeSettings,
  nowMs: number,
):
  | { readonly answer: Decision }
  | { readonly waiting: Waiting }
  | { readonly unpaid: Unpaid; readonly request: ChargeRequest } => {
  const { detail } = event;
  const order = inShop(known, detail.shopId);
  const { payment } = order;
  if (payment.state !== 'none') requireSameOrder(payment.snapshot, snapshotOf(detail, nowMs));
  if ('charged' in payment || payment.state === 'failed') return { answer: replay(CHARGE, known, chargeEvents(order)) };
  const outcome = order.outcome.name;
  if (outcome) return { answer: nothing(CHARGE, known, `order is ${outcome}`) };
  if (payment.state === 'refunding' || payment.state === 'refunded')
    throw new Error(`order ${order.orderId} is ${payment.state} and has no outcome`);
  if (payment.state === 'pending') return { waiting: { ...order, payment } };
  const unpaid: Unpaid = { ...order, payment };
  // An order whose intent is stored may have been charged already: from then on only the gateway knows.
  const refusal = isPayable(unpaid) ? undefined : refusalOf(detail, settings);
  if (refusal) return { answer: fail(unpaid, snapshotOf(detail, nowMs), event, refusal, nowMs, 'payments_refused') };
  if (detail.total === 0) return { answer: acceptFree(unpaid, event, settings, nowMs) };
  return { unpaid, request: requestOf(detail, settings.returnUrl) };
};

/** The gateway has decided the charge of an order that has not ended since. */
export const recordCharge = (
  order: Payable | Waiting,
  event: BusEventOf,
  result: ChargeResult,
  settings: Pick<ChargeSettings, 'requireConfirmation'>,
  nowMs: number,
): Decision => {
  const { payment } = order;
  if (result.status === 'declined') return fail(order, payment, event, result, nowMs, 'payments_declined');
  const { total: amount, currency } = payment.snapshot;
  const charged = paymentCharged(payment, { ...recordedBy(event, nowMs), amount, currency });
  const charging = paid(order, event, charged, settings, nowMs);
  return effect(CHARGE, 'charged', charging, { events: chargeEvents(charging), counts: { payments_charged: 1 } });
};
