import { type AftermathBehaviour, playAftermath } from './aftermath';
import type { CoffeeShops } from './coffee-shops';
import { ifStillPossible } from './if-still-possible';

/** What those who decide an order's payment do, and how long they take for it. What is left out never happens. */
export interface PaymentBehaviour extends AftermathBehaviour {
  /** The customer comes to authenticate. */
  readonly authentication?: { readonly succeeds: boolean; readonly afterMs: number };
  /** The bank answers a charge that takes time. */
  readonly charge?: { readonly succeeds: boolean; readonly afterMs: number };
  /** The bank answers refunds that take time: so many fail, the next one succeeds. */
  readonly refund?: { readonly failures: number; readonly afterMs: number };
}

interface GatewayObject {
  readonly id: string;
  readonly status: string;
  readonly metadata: { readonly orderId?: string };
}

/**
 * Lets customers and banks decide the payments of a run, on the clock: a customer once the app has been told where to
 * authenticate, a bank once the gateway has asked it.
 * @returns what ends that.
 */
export const playCustomersAndBanks = (
  shops: CoffeeShops,
  behaviourOf: (orderId: string) => PaymentBehaviour | undefined,
): (() => void) => {
  const { gateway, events } = shops.environment;
  const { payments } = gateway;
  const later = (delayMs: number, act: () => unknown): void => shops.later(delayMs, ifStillPossible(act));
  const told = new Set<string>();
  const failures = new Map<string, number>();

  const answerRefund = (id: string): void => {
    const { orderId = '' } = payments.refunds.paymentOf(payments.refunds.get(id)).metadata;
    const { refund } = behaviourOf(orderId) ?? {};
    if (!refund) return;
    const failed = failures.get(orderId) ?? 0;
    failures.set(orderId, failed + 1);
    later(refund.afterMs, () => payments.refunds.settle(id, failed < refund.failures ? 'failed' : 'succeeded'));
  };

  const forgetCustomers = events.onEvent((event) => {
    if (event['detail-type'] !== 'Payment Action Required') return;
    const { orderId, paymentId } = event.detail as { orderId: string; paymentId: string };
    const { authentication } = behaviourOf(orderId) ?? {};
    if (!authentication || told.has(orderId)) return;
    told.add(orderId);
    later(authentication.afterMs, () => payments.authenticate(paymentId, authentication.succeeds));
  });

  const forgetBanks = gateway.onEvent(({ type, data }) => {
    const { id, status, metadata } = data.object as unknown as GatewayObject;
    if (type === 'refund.created' && status === 'pending') answerRefund(id);
    if (type !== 'payment_intent.processing') return;
    const { charge } = behaviourOf(metadata.orderId ?? '') ?? {};
    if (charge) later(charge.afterMs, () => payments.settle(id, charge.succeeds));
  });

  const stopAftermath = playAftermath(shops, behaviourOf);
  return () => {
    stopAftermath();
    forgetCustomers();
    forgetBanks();
  };
};
