import type { Failure, Money, Recorded, Snapshot, Validated } from './order-history';

/** Nothing was opened at the gateway. */
export interface NoPayment {
  readonly state: 'none';
}

interface Intent {
  readonly snapshot: Snapshot;
  /** The one intent that may be confirmed for this order. */
  readonly intentId: string;
}

/** The intent is known, and may have been charged: only the gateway can tell. */
export interface OpenedPayment extends Intent {
  readonly state: 'opened';
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

/** Money went back. Without `charged`, the answer to the charge was lost and the gateway told of it at the refund. */
export interface RefundedPayment extends Intent {
  readonly state: 'refunded';
  readonly charged?: Recorded & Money;
  readonly validated?: Validated;
  readonly refunded: Recorded & Money;
}

/** Each state keeps what led to it, for whoever reads an order's past. Made by the functions below only. */
export type PaymentState =
  | NoPayment
  | OpenedPayment
  | ChargedPayment
  | ValidatedPayment
  | FailedPayment
  | RefundedPayment;

export const NO_PAYMENT: NoPayment = { state: 'none' };

export const paymentOpened = (snapshot: Snapshot, intentId: string): OpenedPayment => ({
  state: 'opened',
  snapshot,
  intentId,
});

/** A payment that the gateway holds, or may hold. */
export type PaymentWithIntent = (OpenedPayment | ChargedPayment | ValidatedPayment) & Intent;

export const paymentCharged = (
  { snapshot, intentId }: OpenedPayment,
  charged: ChargedPayment['charged'],
): ChargedPayment => ({ state: 'charged', snapshot, intentId, charged });

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

/** @param intentId of the payment, if one was opened. */
export const paymentFailed = (
  snapshot: Snapshot,
  intentId: string | undefined,
  failed: FailedPayment['failed'],
): FailedPayment => ({ state: 'failed', snapshot, ...(intentId !== undefined && { intentId }), failed });

export const paymentRefunded = (before: PaymentWithIntent, refunded: RefundedPayment['refunded']): RefundedPayment => ({
  state: 'refunded',
  snapshot: before.snapshot,
  intentId: before.intentId,
  ...('charged' in before && { charged: before.charged }),
  ...('validated' in before && { validated: before.validated }),
  refunded,
});
