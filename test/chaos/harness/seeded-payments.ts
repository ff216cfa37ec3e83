import type { Outcome } from '../../../pipeline/orders/order-history';
import { pick, type Random, seededRandom, wholeBetween } from '../../../simulation/random';
import type { OrderPlan } from '../../../simulation/traffic/plan';
import type { PaymentBehaviour } from './customers-and-banks';

/** For the config of a run in which customers may have to authenticate. */
export const PAYMENT_CONFIG = { returnUrl: 'https://shop.example/back' };

/** Part of the orders with an ordinary card that get a payment that takes time. */
const SHARE = 0.2;
const MINUTE_MS = 60_000;
/** The card that orders are paid with unless their kind says otherwise. */
const ORDINARY_TOKEN = 'pm_card_visa';

/** How somebody pays who takes time. */
interface SlowPayment {
  readonly token: string;
  readonly behaviour: PaymentBehaviour;
  /** All ways in which the payment may go; undefined: as with any card. */
  readonly mayEnd?: readonly Outcome[];
}

/** By name. A customer who comes after a quarter of an hour is too late, and a false answer of the gateway is a decline. */
const SLOW_PAYMENTS: Readonly<Record<string, (random: Random) => SlowPayment>> = {
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

/** Lets a share of a plan's orders be paid by those who take time. @returns the plan, and what they do by order. */
export const withSlowPayments = (plan: OrderPlan, seed: number, count: (kind: string) => void) => {
  const random = seededRandom(seed, 'payments');
  const slow = new Map<string, SlowPayment>();
  for (const { orderId, token } of plan.orders) {
    if (token !== ORDINARY_TOKEN || random.next() >= SHARE) continue;
    const [kind, paymentOf] = pick(random, Object.entries(SLOW_PAYMENTS));
    count(kind);
    slow.set(orderId, paymentOf(random));
  }
  const orders = plan.orders.map((order) => {
    const payment = slow.get(order.orderId);
    return payment ? { ...order, token: payment.token } : order;
  });
  return { plan: { ...plan, orders }, slow };
};
