import type { Outcome } from '../../../pipeline/orders/order-history';
import { pick, type Random, seededRandom, wholeBetween } from '../../../simulation/random';
import type { OrderPlan } from '../../../simulation/traffic/plan';
import type { PaymentBehaviour } from './customers-and-banks';

/** For the config of a run in which customers may have to authenticate. */
export const PAYMENT_CONFIG = { returnUrl: 'https://shop.example/back' };

/** Part of the orders with an ordinary card that get a payment that takes time. */
const SHARE = 0.2;
/** Part of the other ones that are disputed, or whose refund fails late. */
const AFTERMATH_SHARE = 0.25;
const MINUTE_MS = 60_000;
/** The card that orders are paid with unless their kind says otherwise. */
const ORDINARY_TOKEN = 'pm_card_visa';

/** How somebody pays, and what becomes of the payment. */
interface PlayedPayment {
  readonly token: string;
  readonly behaviour: PaymentBehaviour;
  /** All ways in which the payment may go; undefined: as with any card. */
  readonly mayEnd?: readonly Outcome[];
}

/** By name. A customer who comes after a quarter of an hour is too late, and a false answer of the gateway is a decline. */
const SLOW_PAYMENTS: Readonly<Record<string, (random: Random) => PlayedPayment>> = {
  'payment-authenticated': (random) => ({
    token: 'pm_card_authenticationRequired',
    behaviour: { authentication: { succeeds: true, afterMs: wholeBetween(random, 0, 20 * MINUTE_MS) } },
    mayEnd: ['fulfilled', 'failed'],
  }),
  'payment-not-authenticated': (random) => ({
    token: 'pm_card_authenticationRequired',
    behaviour: { authentication: { succeeds: false, afterMs: wholeBetween(random, 0, 20 * MINUTE_MS) } },
    mayEnd: ['failed'],
  }),
  'payment-walked-away': () => ({ token: 'pm_card_authenticationRequired', behaviour: {}, mayEnd: ['failed'] }),
  'payment-by-slow-bank': (random) => ({
    token: 'pm_usBankAccount_success',
    behaviour: { charge: { succeeds: true, afterMs: wholeBetween(random, 0, 30 * MINUTE_MS) } },
  }),
  'payment-refused-by-slow-bank': (random) => ({
    token: 'pm_usBankAccount_success',
    behaviour: { charge: { succeeds: false, afterMs: wholeBetween(random, 0, 30 * MINUTE_MS) } },
    mayEnd: ['failed'],
  }),
  'refund-by-slow-bank': (random) => ({
    token: 'pm_card_pendingRefund',
    behaviour: {
      refund: { failures: wholeBetween(random, 0, 2), afterMs: wholeBetween(random, 0, 30 * MINUTE_MS) },
    },
  }),
};

const anyMinute = (random: Random, most: number): number => wholeBetween(random, 0, most * MINUTE_MS);

/** A bank takes longer than any fault here lasts, so that each status of a dispute is seen. */
const disputed = (random: Random, outcome?: 'won' | 'lost'): PlayedPayment => ({
  token: ORDINARY_TOKEN,
  behaviour: {
    dispute: {
      afterMs: anyMinute(random, 20),
      ...(outcome && { decision: { outcome, afterMs: 45 * MINUTE_MS + anyMinute(random, 30) } }),
    },
  },
});

/** By name. A refund only fails of an order that is refunded; then the operator asks again, or leaves it. */
const AFTERMATHS: Readonly<Record<string, (random: Random) => PlayedPayment>> = {
  'dispute-lost': (random) => disputed(random, 'lost'),
  'dispute-won': (random) => disputed(random, 'won'),
  'dispute-left-open': (random) => disputed(random),
  'refund-fails-late': (random) => ({
    token: ORDINARY_TOKEN,
    behaviour: { lateFailure: { afterMs: anyMinute(random, 30) } },
  }),
  'refund-fails-late-and-retried': (random) => ({
    token: ORDINARY_TOKEN,
    behaviour: { lateFailure: { afterMs: anyMinute(random, 30), retriedAfterMs: anyMinute(random, 10) } },
  }),
};

/**
 * Lets a share of a plan's orders be paid by those who take time, and a share of the others be disputed or refunded in
 * vain. @returns the plan, and what becomes of payments by order.
 */
export const withPlayedPayments = (plan: OrderPlan, seed: number, count: (kind: string) => void) => {
  const random = seededRandom(seed, 'payments');
  const aftermaths = seededRandom(seed, 'aftermaths');
  const played = new Map<string, PlayedPayment>();
  for (const { orderId, token } of plan.orders) {
    if (token !== ORDINARY_TOKEN) continue;
    const isSlow = random.next() < SHARE;
    const from = isSlow ? random : aftermaths;
    if (!isSlow && from.next() >= AFTERMATH_SHARE) continue;
    const [kind, paymentOf] = pick(from, Object.entries(isSlow ? SLOW_PAYMENTS : AFTERMATHS));
    count(kind);
    played.set(orderId, paymentOf(from));
  }
  const orders = plan.orders.map((order) => {
    const payment = played.get(order.orderId);
    return payment ? { ...order, token: payment.token } : order;
  });
  return { plan: { ...plan, orders }, played };
};
