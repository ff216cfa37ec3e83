import { retryRefund } from '../../../ops/order/retry-refund';
import { UsageError } from '../../../ops/terminal/usage-error';
import type { CoffeeShops } from './coffee-shops';
import { ifStillPossible } from './if-still-possible';

/** The cardholder disputes the charge, so long after it was made. What the bank decides, if anything, it decides so long after that. */
interface DisputeBehaviour {
  readonly afterMs: number;
  readonly decision?: { readonly outcome: 'won' | 'lost'; readonly afterMs: number };
}

/** The first refund fails, so long after it succeeded. */
interface LateFailure {
  readonly afterMs: number;
  /** Only the payment watcher's sweep finds it: of its refunds the gateway sends no event. */
  readonly unheard?: boolean;
  /** The operator asks for another refund, so long after Payment Refund Failed. */
  readonly retriedAfterMs?: number;
}

/** What may become of a payment after it was decided. */
export interface AftermathBehaviour {
  readonly dispute?: DisputeBehaviour;
  readonly lateFailure?: LateFailure;
}

/** How long the bus may refuse what the operator sends, in minutes. */
const OPERATOR_TRIES = 5;
const MINUTE_MS = 60_000;

/** `ops order refund ID --retry`; again a minute later if the command failed. */
const askAgain = async (shops: CoffeeShops, orderId: string, tries = OPERATOR_TRIES): Promise<void> => {
  try {
    await shops.operate((session) => retryRefund(session, orderId, async () => undefined));
  } catch (error) {
    // The command says why there is nothing to ask for.
    if (error instanceof UsageError) return;
    if (tries <= 1) throw error;
    shops.later(MINUTE_MS, () => askAgain(shops, orderId, tries - 1));
  }
};

/**
 * Lets cardholders dispute, refunds fail late and operators ask again, on the clock.
 * @returns what ends that.
 */
export const playAftermath = (
  shops: CoffeeShops,
  behaviourOf: (orderId: string) => AftermathBehaviour | undefined,
): (() => void) => {
  const { gateway, events } = shops.environment;
  const { disputes, refunds } = gateway.payments;
  const failed = new Set<string>();
  const told = new Set<string>();

  const dispute = (paymentId: string, { afterMs, decision }: DisputeBehaviour): void =>
    shops.later(
      afterMs,
      ifStillPossible(() => {
        disputes.open(paymentId, 'fraudulent');
        if (!decision) return;
        const { outcome } = decision;
        shops.later(
          decision.afterMs,
          ifStillPossible(() => disputes.close(paymentId, outcome)),
        );
      }),
    );

  const failLate = (refundId: string): void => {
    const { orderId = '' } = refunds.paymentOf(refunds.get(refundId)).metadata;
    const { lateFailure } = behaviourOf(orderId) ?? {};
    if (!lateFailure || failed.has(orderId)) return;
    failed.add(orderId);
    shops.later(
      lateFailure.afterMs,
      ifStillPossible(() => {
        refunds.settle(refundId, 'failed', 'expired_or_canceled_card');
        if (lateFailure.unheard) shops.later(MINUTE_MS, () => shops.sweepRefunds());
      }),
    );
  };

  const forgetGateway = gateway.onEvent(({ type, data }) => {
    const { id, status, metadata } = data.object as { id: string; status: string; metadata?: { orderId?: string } };
    if (type === 'payment_intent.succeeded') {
      const behaviour = behaviourOf(metadata?.orderId ?? '');
      if (behaviour?.dispute) dispute(id, behaviour.dispute);
    }
    if ((type === 'refund.created' || type === 'refund.updated') && status === 'succeeded') failLate(id);
  });

  const forgetOperators = events.onEvent((event) => {
    if (event['detail-type'] !== 'Payment Refund Failed') return;
    const { orderId } = event.detail as { orderId: string };
    const { retriedAfterMs } = behaviourOf(orderId)?.lateFailure ?? {};
    if (retriedAfterMs === undefined || told.has(orderId)) return;
    told.add(orderId);
    shops.later(retriedAfterMs, () => askAgain(shops, orderId));
  });

  return () => {
    forgetGateway();
    forgetOperators();
  };
};
