import { paymentIntentObject } from './intent-object';
import type { Payment } from './payment';

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
/** https://docs.stripe.com/changelog/basil/2025-04-30/refund-pending-reason */
export type PendingReason = 'processing' | 'insufficient_funds' | 'charge_pending';
/** https://docs.stripe.com/api/refunds/object#refund_object-failure_reason */
export type RefundFailure =
  | 'lost_or_stolen_card'
  | 'expired_or_canceled_card'
  | 'charge_for_pending_refund_disputed'
  | 'insufficient_funds'
  | 'declined'
  | 'merchant_request'
  | 'unknown';
export type RefundReason = 'duplicate' | 'fraudulent' | 'requested_by_customer';

export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly chargeId: string;
  /** Stripe's unit. */
  readonly amount: number;
  readonly createdMs: number;
  readonly reason: RefundReason | null;
  readonly metadata: Readonly<Record<string, string>>;
  status: RefundStatus;
  pendingReason?: PendingReason;
  failureReason?: RefundFailure;
}

const NOTHING_EXPANDED: ReadonlySet<string> = new Set();

/** A refund as Stripe's API shows it. Its metadata is its own, not the intent's. */
export const refundObject = (
  refund: Refund,
  payment: Payment,
  expanded = NOTHING_EXPANDED,
): Record<string, unknown> => ({
  id: refund.id,
  object: 'refund',
  amount: refund.amount,
  charge: refund.chargeId,
  created: Math.floor(refund.createdMs / 1000),
  currency: payment.currency,
  ...(refund.failureReason !== undefined && { failure_reason: refund.failureReason }),
  metadata: refund.metadata,
  payment_intent: expanded.has('payment_intent.latest_charge')
    ? paymentIntentObject(payment, new Set(['latest_charge']))
    : expanded.has('payment_intent')
      ? paymentIntentObject(payment)
      : refund.paymentId,
  ...(refund.pendingReason !== undefined && { pending_reason: refund.pendingReason }),
  reason: refund.reason,
  status: refund.status,
});
