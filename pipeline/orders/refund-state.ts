import {
  type ChargedPayment,
  type Intent,
  intentIn,
  type OpenedPayment,
  type PendingPayment,
  type ValidatedPayment,
} from './charge-state';
import type { Money, Recorded, Refunded, RefundFailed, Refunding, Validated } from './order-history';

/** What a payment that goes back was before. Without `charged`, the answer to the charge was lost and the gateway told of it at the refund. */
interface GoingBack extends Intent {
  readonly charged?: Recorded & Money;
  readonly validated?: Validated;
  /** The last refund that failed after it was recorded as done. */
  readonly refundFailed?: RefundFailed;
}

/** A refund was asked for, and the gateway has not said that it succeeded. */
export interface RefundingPayment extends GoingBack {
  readonly state: 'refunding';
  readonly refunding: Refunding;
}

/** Money went back. */
export interface RefundedPayment extends GoingBack {
  readonly state: 'refunded';
  readonly refunding?: Refunding;
  readonly refunded: Refunded;
}

/** A payment that the gateway holds, or may hold. */
export type PaymentWithIntent = (
  | OpenedPayment
  | PendingPayment
  | ChargedPayment
  | ValidatedPayment
  | RefundingPayment
) &
  Intent;

const pastIn = (before: PaymentWithIntent | RefundedPayment): GoingBack => ({
  ...intentIn(before),
  ...('charged' in before && before.charged && { charged: before.charged }),
  ...('validated' in before && before.validated && { validated: before.validated }),
  ...('refundFailed' in before && before.refundFailed && { refundFailed: before.refundFailed }),
});

export const paymentRefunding = (
  before: PaymentWithIntent | RefundedPayment,
  refunding: Refunding,
): RefundingPayment => ({
  state: 'refunding',
  ...pastIn(before),
  refunding,
});

export const paymentRefunded = (before: PaymentWithIntent | RefundedPayment, refunded: Refunded): RefundedPayment => ({
  state: 'refunded',
  ...pastIn(before),
  ...('refunding' in before && before.refunding && { refunding: before.refunding }),
  refunded,
});

export const refundFailedLate = (before: RefundedPayment, refundFailed: RefundFailed): RefundedPayment => ({
  ...before,
  refundFailed,
});

/** Whether the refund that is recorded as done has failed since, and no other took its place. */
export const isRefundDueAgain = ({ refunded, refundFailed }: RefundedPayment): boolean =>
  refundFailed !== undefined && refundFailed.refundId === refunded.refundId;
