import type { Disputed, Failure, Money, Pending, Recorded, Snapshot, Validated } from './order-history';

/** A payment from nothing to validated, or failed. What becomes of it when its order does not go on: refund-state.ts. */

/** Nothing was opened at the gateway. */
export interface NoPayment {
  readonly state: 'none';
}

export interface Intent {
  readonly snapshot: Snapshot;
  /** The one intent that may be confirmed for this order. */
  readonly intentId: string;
  /** What it has waited for, or waits for. */
  readonly pending?: Pending;
  readonly disputed?: Disputed;
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

export const NO_PAYMENT: NoPayment = { state: 'none' };

/** What every state of an intent keeps of it. */
export const intentIn = ({ snapshot, intentId, pending, disputed }: Intent): Intent => ({
  snapshot,
  intentId,
  ...(pending && { pending }),
  ...(disputed && { disputed }),
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
