import { isDeepStrictEqual } from 'node:util';
import type { BusEventOf, Detail } from '../../contracts/events/events';
import { shown } from '../../contracts/events/parse';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, type Decision, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { closingCounts, endOrder, finalEvents } from '../../pipeline/orders/ending';
import type { Done, Order, Snapshot } from '../../pipeline/orders/order';
import { type Refusal, refusalOf } from './refusal';

export const CHARGE = 'payment.charge';

/** What the gateway made of the charge; flat, because Powertools keeps it. */
export type ChargeResult =
  | { readonly status: 'captured'; readonly intentId: string }
  | { readonly status: 'declined'; readonly code: string; readonly message: string };

export interface ChargeSettings {
  readonly storeOpen: boolean;
  readonly productIds: ReadonlySet<string>;
  readonly requireConfirmation: boolean;
}

const snapshotOf = ({ customerId, items, total, currency, timestamp }: Detail<'Order Created'>): Snapshot => ({
  customerId,
  items,
  total,
  currency,
  placedAt: timestamp,
});

/** As DynamoDB keeps it, which knows no negative zero. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const SAME = ['customerId', 'items', 'total', 'currency'] as const;

/** @throws PermanentError if the orderId was used for another order: that is never a replay. */
const checkSameOrder = (stored: Snapshot, sent: Snapshot): void => {
  for (const field of SAME) {
    // Not as text: DynamoDB gives the fields of a map back in any order.
    if (isDeepStrictEqual(asStored(stored[field]), asStored(sent[field]))) continue;
    const [was, is] = [shown([field], stored[field]), shown([field], sent[field])];
    throw new PermanentError(`detail.${field}: the orderId was used before with ${was}, got ${is}`, {
      field: `detail.${field}`,
      value: is,
    });
  }
};

/** Payment Validated, which carries the order on to the later stages. */
export const validatedEvent = (order: Order, done: Done): OutgoingEvent => {
  const { snapshot } = order;
  if (!snapshot) throw new Error(`order ${order.orderId} is validated but has no snapshot`);
  return orderEvent('Payment Validated', causeOf(order, done), { ...snapshot, items: [...snapshot.items] });
};

const eventsOf = (order: Order): OutgoingEvent[] => {
  const { charged, paymentFailed, payment, validated } = order;
  if (paymentFailed) {
    const { code, message } = paymentFailed;
    return [
      orderEvent('Payment Failed', causeOf(order, paymentFailed), { code, message }),
      ...finalEvents(order, CHARGE),
    ];
  }
  if (!charged || !payment) return [];
  const { amount, currency } = charged;
  return [
    orderEvent('Payment Processed', causeOf(order, charged), {
      paymentId: payment.intentId,
      status: 'PAID',
      amount,
      currency,
    }),
    ...(validated?.by === 'charge' ? [validatedEvent(order, validated)] : []),
  ];
};

const fail = (order: Order, { code, message }: Refusal, done: Done, count: string): Decision => {
  const failed: Order = { ...order, paymentFailed: { ...done, code, message } };
  const ended = endOrder(
    failed,
    { outcome: 'failed', owes: [], by: CHARGE, stage: 'payment', reason: `${code}: ${message}` },
    done,
  );
  return effect(CHARGE, code.toLowerCase(), ended, {
    events: eventsOf(ended),
    counts: { [count]: 1, ...closingCounts(order, ended) },
  });
};

/**
 * Order Created, before the gateway is asked: either the answer is known, or the order is ready to be charged.
 * @throws PermanentError if the orderId is that of another order.
 */
export const beforeCharge = (
  known: Order,
  event: BusEventOf<'Order Created'>,
  settings: ChargeSettings,
  nowMs: number,
): { readonly answer: Decision } | { readonly charge: Order } => {
  const snapshot = snapshotOf(event.detail);
  const order = inShop(known, event.detail.shopId);
  if (order.snapshot) checkSameOrder(order.snapshot, snapshot);
  if (order.charged || order.paymentFailed) return { answer: replay(CHARGE, known, eventsOf(order)) };
  if (order.outcome) return { answer: nothing(CHARGE, known, `order is ${order.outcome}`) };
  const placed: Order = { ...order, snapshot: order.snapshot ?? snapshot };
  // An order whose intent is stored may have been charged already: from then on only the gateway knows.
  const refusal = placed.payment ? undefined : refusalOf(event.detail, settings);
  return refusal ? { answer: fail(placed, refusal, doneBy(event, nowMs), 'payments_refused') } : { charge: placed };
};

/** What the gateway's answer means for an order that was ready to be charged and has not ended since. */
export const afterCharge = (
  order: Order,
  event: BusEventOf<'Order Created'>,
  result: ChargeResult,
  settings: Pick<ChargeSettings, 'requireConfirmation'>,
  nowMs: number,
): Decision => {
  const done = doneBy(event, nowMs);
  if (result.status === 'declined') return fail(order, result, done, 'payments_declined');
  const { total, currency } = event.detail;
  const isValidated = order.confirmed !== undefined || !settings.requireConfirmation;
  const charged: Order = {
    ...order,
    charged: { ...done, amount: total, currency },
    ...(isValidated && { validated: { ...done, by: 'charge' as const } }),
  };
  return effect(CHARGE, 'charged', charged, { events: eventsOf(charged), counts: { payments_charged: 1 } });
};
