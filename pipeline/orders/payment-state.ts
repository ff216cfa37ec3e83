import type {
  ChargedPayment,
  FailedPayment,
  Intent,
  NoPayment,
  OpenedPayment,
  PendingPayment,
  ValidatedPayment,
} from './charge-state';
import type { Disputed } from './order-history';
import type { RefundedPayment, RefundingPayment } from './refund-state';

/** Each state keeps what led to it, for whoever reads an order's past. Made by the functions of charge-state.ts and refund-state.ts only. */
export type PaymentState =
  | NoPayment
  | OpenedPayment
  | PendingPayment
  | ChargedPayment
  | ValidatedPayment
  | FailedPayment
  | RefundingPayment
  | RefundedPayment;

/** A payment whose intent the gateway has, whatever has become of it. */
export type PaymentAtGateway = Exclude<PaymentState, NoPayment> & Intent;

export const isAtGateway = (payment: PaymentState): payment is PaymentAtGateway =>
  'intentId' in payment && payment.intentId !== undefined;

export const paymentDisputed = <P extends PaymentAtGateway>(before: P, disputed: Disputed): P => ({
  ...before,
  disputed,
});
