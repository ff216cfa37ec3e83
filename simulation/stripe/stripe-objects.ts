import type { CardDecline } from './cards';
import type { Charge, Payment, Refund } from './payments';

type Json = Record<string, unknown>;

const seconds = (ms: number) => Math.floor(ms / 1000);

/** What the customer has to do when the confirm named no `return_url`. The content of `use_stripe_sdk` is intended for
 * Stripe.js only (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action). */
const AUTHENTICATE: Json = { type: 'use_stripe_sdk', use_stripe_sdk: {} };

/** A payment intent as Stripe's API shows it, as far as a server-side integration reads it. */
export const paymentIntentObject = (payment: Payment, expanded: ReadonlySet<string>): Json => ({
  id: payment.id,
  object: 'payment_intent',
  amount: payment.amount,
  amount_capturable: 0,
  amount_received: payment.status === 'succeeded' ? payment.amount : 0,
  automatic_payment_methods: { allow_redirects: 'never', enabled: true },
  canceled_at: payment.canceled ? seconds(payment.canceled.atMs) : null,
  cancellation_reason: payment.canceled?.reason ?? null,
  capture_method: 'automatic',
  confirmation_method: 'automatic',
  created: seconds(payment.createdMs),
  currency: payment.currency,
  last_payment_error: payment.lastError ? paymentError(payment.lastError) : null,
  latest_charge: latestCharge(payment, expanded.has('latest_charge')),
  livemode: false,
  metadata: payment.metadata,
  next_action: payment.status === 'requires_action' ? AUTHENTICATE : null,
  payment_method: null,
  payment_method_types: ['card'],
  processing: null,
  status: payment.status,
});

/** A refund as Stripe's API shows it; a simulated one succeeds at once. */
export const refundObject = (refund: Refund, expanded: ReadonlySet<string>): Json => ({
  id: refund.id,
  object: 'refund',
  amount: refund.amount,
  charge: refund.payment.charge?.id ?? null,
  created: seconds(refund.createdMs),
  currency: refund.payment.currency,
  metadata: {},
  payment_intent:
    expanded.has('payment_intent') || expanded.has('payment_intent.latest_charge')
      ? paymentIntentObject(
          refund.payment,
          new Set(expanded.has('payment_intent.latest_charge') ? ['latest_charge'] : []),
        )
      : refund.payment.id,
  reason: null,
  status: 'succeeded',
});

const latestCharge = (payment: Payment, expanded: boolean): Json | string | null => {
  if (!payment.charge) return null;
  return expanded ? chargeObject(payment, payment.charge) : payment.charge.id;
};

const chargeObject = (payment: Payment, { id, createdMs, failure, refundedAmount }: Charge): Json => ({
  id,
  object: 'charge',
  amount: payment.amount,
  amount_captured: failure ? 0 : payment.amount,
  amount_refunded: refundedAmount,
  captured: !failure,
  created: seconds(createdMs),
  currency: payment.currency,
  failure_code: failure?.code ?? null,
  failure_message: failure?.message ?? null,
  livemode: false,
  metadata: payment.metadata,
  outcome: {
    network_status: failure ? 'declined_by_network' : 'approved_by_network',
    reason: failure?.declineCode ?? null,
    seller_message: failure ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: failure ? 'issuer_declined' : 'authorized',
  },
  paid: !failure,
  payment_intent: payment.id,
  refunded: refundedAmount === payment.amount,
  status: failure ? 'failed' : 'succeeded',
});

const paymentError = ({ code, declineCode, message }: CardDecline): Json => ({
  code,
  ...(declineCode !== undefined && { decline_code: declineCode }),
  message,
  type: 'card_error',
});
