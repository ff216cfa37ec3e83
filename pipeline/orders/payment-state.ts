import type { Failure, Money, Pending, Recorded, Refunded, Refunding, Snapshot, Validated } from './order-history';

/** Nothing was opened at the gateway. */
export interface NoPayment {
  readonly state: 'none';
}

interface Intent {
  readonly snapshot: Snapshot;
  /** The one intent that may be confirmed for this order. */
  readonly intentId: string;
  /** What it has waited for, or waits for. */
  readonly pending?: Pending;
}

/** The intent is known, and may have been charged: only the gateway can tell. */
export interface OpenedPayment extends Intent {
  readonly state: 'opened';
}

/** Confirmed, and the gateway has not decided: it is asked again, never confirmed again. */
export interface PendingPayment extends Intent {
  readonly state: 'pending';
  readonly pending: Pending;
}

/** Without an intent the total was 0: there was nothing to charge, and the gateway never heard of the order. */
interface Paid extends Partial<Intent> {
  readonly snapshot: Snapshot;
  readonly charged: Recorded & Money;
}

export interface ChargedPayment extends Paid {
  readonly state: 'charged';
}

/** Charged, and confirmed where the shop requires it: the order goes on to inventory. */
export interface ValidatedPayment extends Paid {
  readonly state: 'validated';
  readonly validated: Validated;
}

/** Refused by the shop (without an intent) or declined at the gateway. */
export interface FailedPayment extends Partial<Intent> {
  readonly state: 'failed';
  readonly snapshot: Snapshot;
  readonly failed: Recorded & Failure;
}

/** What a payment that goes back was before. Without `charged`, the answer to the charge was lost and the gateway told of it at the refund. */
interface GoingBack extends Intent {
  readonly charged?: Recorded & Money;
  readonly validated?: Validated;
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

/** Each state keeps what led to it, for whoever reads an order's past. Made by the functions below only. */
export type PaymentState =
  | NoPayment
  | OpenedPayment
  | PendingPayment
  | ChargedPayment
  | ValidatedPayment
  | FailedPayment
  | RefundingPayment
  | RefundedPayment;

/** A payment that the gateway holds, or may hold. */
export type PaymentWithIntent = (
  | OpenedPayment
  | PendingPayment
  | ChargedPayment
  | ValidatedPayment
  | RefundingPayment
) &
  Intent;

export const NO_PAYMENT: NoPayment = { state: 'none' };

const intentIn = ({ snapshot, intentId, pending }: Intent): Intent => ({
  snapshot,
  intentId,
  ...(pending && { pending }),
});

const pastIn = (before: PaymentWithIntent): GoingBack => ({
  ...intentIn(before),
  ...('charged' in before && before.charged && { charged: before.charged }),
  ...('validated' in before && before.validated && { validated: before.validated }),
});

export const paymentOpened = (snapshot: Snapshot, intentId: string): OpenedPayment => ({
  state: 'opened',
  snapshot,
  intentId,
});

export const paymentPending = ({ snapshot, intentId }: Intent, pending: Pending): PendingPayment => ({
  state: 'pending',
  snapshot,
  intentId,
  pending,
});

export const paymentCharged = (
  before: OpenedPayment | PendingPayment,
  charged: ChargedPayment['charged'],
): ChargedPayment => ({ state: 'charged', ...intentIn(before), charged });

/** An order that costs nothing counts as charged as soon as it is accepted. */
export const nothingToCharge = (snapshot: Snapshot, recorded: Recorded): ChargedPayment => ({
  state: 'charged',
  snapshot,
  charged: { ...recorded, amount: 0, currency: snapshot.currency },
});

export const paymentValidated = (charged: ChargedPayment, validated: Validated): ValidatedPayment => ({
  ...charged,
  state: 'validated',
  validated,
});

/** @param before what was opened at the gateway, or the snapshot alone if nothing was. */
export const paymentFailed = (
  before: OpenedPayment | PendingPayment | Snapshot,
  failed: FailedPayment['failed'],
): FailedPayment =>
  'state' in before ? { state: 'failed', ...intentIn(before), failed } : { state: 'failed', snapshot: before, failed };

export const paymentRefunding = (before: PaymentWithIntent, refunding: Refunding): RefundingPayment => ({
  state: 'refunding',
  ...pastIn(before),
  refunding,
});

export const paymentRefunded = (before: PaymentWithIntent, refunded: Refunded): RefundedPayment => ({
  state: 'refunded',
  ...pastIn(before),
  ...(before.state === 'refunding' && { refunding: before.refunding }),
  refunded,
});
