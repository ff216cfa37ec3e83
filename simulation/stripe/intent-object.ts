import { chargeObject } from './charge-object';
import { clientSecretOf } from './ids';
import { nextAction } from './next-action';
import { methodTypesOf, type Payment } from './payment';
import { errorObject } from './payment-error-object';

type Json = Record<string, unknown>;

const NOTHING_EXPANDED: ReadonlySet<string> = new Set();

const seconds = (ms: number) => Math.floor(ms / 1000);

/**
 * A payment intent as Stripe's API shows it to a secret key, the client secret included
 * (https://docs.stripe.com/api/payment_intents/object).
 */
export const paymentIntentObject = (payment: Payment, expanded = NOTHING_EXPANDED): Json => ({
  id: payment.id,
  object: 'payment_intent',
  allowed_payment_method_types: payment.allowedTypes ?? null,
  amount: payment.amount,
  amount_capturable: 0,
  amount_received: payment.status === 'succeeded' ? payment.amount : 0,
  automatic_payment_methods: payment.allowedTypes
    ? null
    : { allow_redirects: payment.allowRedirects ?? 'never', enabled: true },
  canceled_at: payment.canceled ? seconds(payment.canceled.atMs) : null,
  cancellation_reason: payment.canceled?.reason ?? null,
  capture_method: 'automatic_async',
  client_secret: clientSecretOf(payment.id),
  confirmation_method: 'automatic',
  created: seconds(payment.createdMs),
  currency: payment.currency,
  customer: payment.customer ?? null,
  description: payment.description ?? null,
  excluded_payment_method_types: payment.excludedTypes ?? null,
  last_payment_error: payment.lastError ? errorObject(payment.lastError, payment) : null,
  latest_charge: latestCharge(payment, expanded.has('latest_charge')),
  livemode: payment.livemode ?? false,
  metadata: payment.metadata,
  next_action: payment.status === 'requires_action' ? nextAction(payment) : null,
  payment_method: payment.methodId ?? null,
  payment_method_types: methodTypesOf(payment),
  // Only some cards have something to say here, and none of the simulated ones.
  processing: null,
  receipt_email: payment.receiptEmail ?? null,
  statement_descriptor_suffix: payment.statementSuffix ?? null,
  status: payment.status,
});

const latestCharge = (payment: Payment, expanded: boolean): Json | string | null => {
  if (!payment.charge) return null;
  return expanded ? chargeObject(payment, payment.charge) : payment.charge.id;
};
