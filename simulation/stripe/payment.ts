import type { CardDecline, FinalAnswer, RefundBehaviour } from './cards';

/** https://docs.stripe.com/payments/paymentintents/lifecycle; nothing here captures by hand or confirms in two steps. */
type PaymentStatus = 'requires_payment_method' | 'requires_action' | 'processing' | 'succeeded' | 'canceled';
export type CancellationReason = 'abandoned' | 'duplicate' | 'fraudulent' | 'requested_by_customer';

export interface Charge {
  readonly id: string;
  readonly createdMs: number;
  readonly failure?: CardDecline;
  /** Stripe's unit. Raised when a refund is made, lowered when it fails. */
  refundedAmount: number;
  readonly refunds?: RefundBehaviour;
  disputed?: boolean;
  /** The dispute was won: the charge can be refunded again. */
  disputeWon?: boolean;
}

/** What opens an intent. */
export interface PaymentTerms {
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly customer?: string;
  readonly description?: string;
  readonly statementSuffix?: string;
  readonly receiptEmail?: string;
  readonly livemode?: boolean;
  /** Of `automatic_payment_methods`; `never` unless given. */
  readonly allowRedirects?: 'always' | 'never';
  /** `allowed_payment_method_types`, in place of `automatic_payment_methods`. */
  readonly allowedTypes?: readonly string[];
  readonly excludedTypes?: readonly string[];
}

/** One payment intent. No token is kept: the answer of its card is all that is needed. */
export interface Payment extends PaymentTerms {
  readonly id: string;
  readonly createdMs: number;
  receiptEmail?: string;
  status: PaymentStatus;
  charge?: Charge;
  /** Cleared by any later change, as Stripe does. */
  lastError?: CardDecline;
  canceled?: { readonly atMs: number; readonly reason: CancellationReason | null };
  /** The id that the payment method got when it was used; absent once it failed. */
  methodId?: string;
  methodType?: PaymentMethodType;
  /** The id that the payment method got whose use failed last. */
  failedMethodId?: string;
  /** What the customer has to do, and what comes of it. */
  action?: { readonly returnUrl?: string; readonly afterwards: FinalAnswer };
  /** How a payment that goes on at the bank may be ended. */
  processing?: { readonly cancelable: boolean; readonly failure?: CardDecline };
}

export type PaymentMethodType = 'card' | 'us_bank_account';

/** The types of payment methods that the simulated account has enabled, as far as an intent allows them. */
export const methodTypesOf = ({ allowedTypes, excludedTypes = [] }: PaymentTerms): readonly PaymentMethodType[] =>
  ENABLED_TYPES.filter((type) => (allowedTypes?.includes(type) ?? true) && !excludedTypes.includes(type));

const ENABLED_TYPES = ['card', 'us_bank_account'] as const;
