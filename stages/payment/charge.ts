import { isDeepStrictEqual } from 'node:util';
import type { BusEventOf, Detail } from '../../contracts/events/events';
import { shown } from '../../contracts/events/parse';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { storeDecision } from '../../pipeline/orders/commit';
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
import {
  type NoPayment,
  type OpenedPayment,
  paymentCharged,
  paymentFailed,
  paymentOpened,
  paymentValidated,
} from '../../pipeline/orders/payment-state';
import { type ChargeResult, chargeResultOf, declined } from './charge-result';
import { confirm, validatedEvents } from './confirm';
import { type GatewayOrder, GatewayRefusedError, type PaymentGateway } from './gateway/gateway';
import type { GatewaySettings, PaymentPorts } from './ports';
import { refusalOf } from './refusal';

const CHARGE = 'payment.charge';

export interface ChargeSettings extends GatewaySettings {
  readonly storeOpen: boolean;
  readonly productIds: ReadonlySet<string>;
  /** ISO 4217 codes that the shop takes; undefined: all. */
  readonly currencies?: ReadonlySet<string>;
  readonly requireConfirmation: boolean;
}

/** An order that is not charged yet, as far as is known here. */
type Unpaid = OrderInShop & { readonly payment: NoPayment | OpenedPayment };
/** An order whose intent is stored: it may be confirmed. */
type Payable = OrderInShop & { readonly payment: OpenedPayment };

const isPayable = (order: Unpaid): order is Payable => order.payment.state === 'opened';

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
  const paid = { paymentId: payment.intentId, status: 'PAID' as const, amount, currency };
  return [
    orderEvent('Payment Processed', eventOrigin(order, payment.charged), paid),
    ...('validated' in payment ? validatedEvents(order, 'charge') : []),
  ];
};

/** The order fails: the shop refuses it, or the gateway declines the charge. */
const fail = (
  order: Unpaid,
  event: BusEventOf<'Order Created'>,
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

/**
 * Order Created, before the gateway is asked: either the answer is known, or the order is ready to be charged.
 * @throws PermanentError if the orderId is that of another order.
 */
const decideCharge = (
  known: Order,
  event: BusEventOf<'Order Created'>,
  settings: ChargeSettings,
  nowMs: number,
): { readonly answer: Decision } | { readonly unpaid: Unpaid } => {
  const order = requireSameShop(known, event.detail.shopId);
  const { payment } = order;
  if (payment.state !== 'none') checkSameOrder(payment.snapshot, snapshotOf(event.detail));
  if ('charged' in payment || payment.state === 'failed') return { answer: replay(CHARGE, known, eventsOf(order)) };
  const outcome = order.outcome.name;
  if (outcome) return { answer: nothing(CHARGE, known, `order is ${outcome}`) };
  if (payment.state === 'refunded') throw new Error(`order ${order.orderId} was refunded and has no outcome`);
  const unpaid: Unpaid = { ...order, payment };
  // An order whose intent is stored may have been charged already: from then on only the gateway knows.
  const refusal = isPayable(unpaid) ? undefined : refusalOf(event.detail, settings);
  return refusal ? { answer: fail(unpaid, event, refusal, nowMs, 'payments_refused') } : { unpaid };
};

/** The gateway has answered for an order that was ready to be charged and has not ended since. */
const recordCharge = (
  order: Payable,
  event: BusEventOf<'Order Created'>,
  result: ChargeResult,
  { requireConfirmation }: Pick<ChargeSettings, 'requireConfirmation'>,
  nowMs: number,
): Decision => {
  if (result.status === 'declined') return fail(order, event, result, nowMs, 'payments_declined');
  const recorded = recordedBy(event, nowMs);
  const { total: amount, currency } = event.detail;
  const charged = paymentCharged(order.payment, { ...recorded, amount, currency });
  const isValidated = order.confirmed !== undefined || !requireConfirmation;
  const payment = isValidated ? paymentValidated(charged, { ...recorded, by: 'charge' }) : charged;
  const paid = { ...order, payment };
  return effect(CHARGE, 'charged', paid, { events: eventsOf(paid), counts: { payments_charged: 1 } });
};

const asGatewayOrder = ({ detail }: BusEventOf<'Order Created'>): GatewayOrder => {
  const { orderId, shopId, customerId, total: amount, currency, payment } = detail;
  const customer = payment.customer === undefined ? {} : { customer: payment.customer };
  return { orderId, shopId, customerId, ...customer, money: { amount, currency } };
};

/**
 * Opens an intent and stores its id, before money can move.
 * @returns why the gateway refuses to open one for this order, if it does.
 * @throws CommitConflict if the order changed meanwhile. Another worker of the order mostly has the same intent; one that
 * is not the stored one is cancelled, as nobody will ever confirm it.
 */
const open = async (
  { orders }: PaymentPorts,
  gateway: PaymentGateway,
  order: Unpaid,
  event: BusEventOf<'Order Created'>,
): Promise<Payable | Failure> => {
  let intentId: string;
  try {
    intentId = (await gateway.open(asGatewayOrder(event))).id;
  } catch (error) {
    if (error instanceof GatewayRefusedError) return declined(error.code, error.message);
    throw error;
  }
  try {
    return await orders.save({ ...order, payment: paymentOpened(snapshotOf(event.detail), intentId) });
  } catch (conflict) {
    const { payment } = await orders.readOne(order.orderId);
    if ('intentId' in payment && payment.intentId !== intentId) await gateway.cancel(intentId);
    throw conflict;
  }
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
  if ('answer' in decided) return { decision: await storeDecision(orders, known, decided.answer) };

  // Enter. An open breaker throws before anything is claimed; leaving this function frees the probe's place.
  await using permit = await breaker.enter({ slowCallMs: settings.slowCallMs, work: known.orderId });
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });

  // Open. A later attempt, after any crash, finds the one intent that may have been charged.
  const { unpaid } = decided;
  const isKnown = isPayable(unpaid);
  const payable = isKnown ? unpaid : await open(ports, gateway, unpaid, event);
  if ('code' in payable) {
    const refused = fail(unpaid, event, payable, now(), 'payments_declined');
    return { decision: await storeDecision(orders, unpaid, refused) };
  }

  // Confirm. A second worker is answered by Powertools' record; the proof is the state of the intent.
  const { intentId } = payable.payment;
  const { token } = event.detail.payment;
  const result = await once.run(CHARGE, unpaid.orderId, async () =>
    chargeResultOf(isKnown ? await gateway.resume(intentId, token) : await gateway.confirm(intentId, token)),
  );

  // Record. After a cancellation the order's version is another: the order is read and decided again.
  const decision = recordCharge(payable, event, result, settings, now());
  if (!confirmed) return { decision: await storeDecision(orders, payable, decision) };
  const confirmation = await storeDecision(orders, payable, confirm(decision.order, confirmed, now()));
  return { decision: { ...decision, order: confirmation.order }, confirmation };
};
