import { isDeepStrictEqual } from 'node:util';
import type { BusEventOf, Detail } from '../../contracts/events/events';
import { shown } from '../../contracts/events/parse';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, type Decision, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { closingCounts, endOrder, finalEvents } from '../../pipeline/orders/ending';
import type { Done, Order, Snapshot } from '../../pipeline/orders/order';
import { type ChargeResult, chargeResultOf, declined } from './charge-result';
import { confirm, validatedEvent } from './confirm';
import { GatewayRefusedError } from './gateway/gateway';
import { type GatewaySettings, type PaymentPorts, store } from './ports';
import { type Refusal, refusalOf } from './refusal';

const CHARGE = 'payment.charge';

export interface ChargeSettings extends GatewaySettings {
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
export const decideCharge = (
  known: Order,
  event: BusEventOf<'Order Created'>,
  settings: ChargeSettings,
  nowMs: number,
): { readonly answer: Decision } | { readonly unpaid: Order } => {
  const snapshot = snapshotOf(event.detail);
  const order = inShop(known, event.detail.shopId);
  if (order.snapshot) checkSameOrder(order.snapshot, snapshot);
  if (order.charged || order.paymentFailed) return { answer: replay(CHARGE, known, eventsOf(order)) };
  if (order.outcome) return { answer: nothing(CHARGE, known, `order is ${order.outcome}`) };
  const placed: Order = { ...order, snapshot: order.snapshot ?? snapshot };
  // An order whose intent is stored may have been charged already: from then on only the gateway knows.
  const refusal = placed.payment ? undefined : refusalOf(event.detail, settings);
  return refusal ? { answer: fail(placed, refusal, doneBy(event, nowMs), 'payments_refused') } : { unpaid: placed };
};

/** What the gateway's answer means for an order that was ready to be charged and has not ended since. */
export const recordCharge = (
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

const asGatewayOrder = ({ detail }: BusEventOf<'Order Created'>) => {
  const { orderId, shopId, total: amount, currency } = detail;
  return { orderId, shopId, money: { amount, currency } };
};

/**
 * Order Created: charges the order. The intent is stored before it can be charged: a later attempt, after any crash, finds the one intent that
 * may have been charged and asks the gateway.
 * @param confirmed an Order Confirmed that came right behind it, which one write stores with the charge.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws: the message comes again.
 */
export const charge = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Order Created'>,
  settings: ChargeSettings,
  confirmed?: BusEventOf<'Order Confirmed'>,
): Promise<{ readonly decision: Decision; readonly confirmation?: Decision }> => {
  const { orders, breaker, once, now } = ports;
  // Decide. A replay, an ended order and one that the shop refuses never meet the gateway.
  const decided = decideCharge(known, event, settings, now());
  if ('answer' in decided) return { decision: await store(ports, known, decided.answer) };

  // Enter. An open breaker throws before anything is claimed; leaving this function frees the probe's place.
  await using permit = await breaker.enter(settings);
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });

  let order = decided.unpaid;
  let result: ChargeResult;
  try {
    // Open, and record the intent's id before money can move.
    const intentId = order.payment?.intentId ?? (await gateway.open(asGatewayOrder(event))).id;
    if (!order.payment) order = await orders.save({ ...order, payment: { intentId } });

    // Confirm. A second worker is answered by Powertools' record; the proof is the state of the intent.
    result = await once.run(CHARGE, order.orderId, async () =>
      chargeResultOf(await gateway.confirm(intentId, event.detail.payment.token)),
    );
  } catch (error) {
    // A token, amount or currency that the gateway will never take is the order's answer, like a declined card.
    if (!(error instanceof GatewayRefusedError)) throw error;
    result = declined(error.code, error.message);
  }

  // Record. After a cancellation the order's version is another: the order is read and decided again.
  const decision = recordCharge(order, event, result, settings, now());
  if (!confirmed) return { decision: await store(ports, order, decision) };
  const confirmation = await store(ports, order, confirm(decision.order, confirmed, now()));
  return { decision: { ...decision, order: confirmation.order }, confirmation };
};
