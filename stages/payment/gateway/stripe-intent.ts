import type Stripe from 'stripe';
import type { Decline, IntentStatus, PaymentIntent } from './gateway';

/** With this reason the adapter cancels an intent whose card was declined, so that a later read tells it from one that an
 * order's cancellation gave up. */
export const DECLINED_REASON = 'abandoned';

/**
 * With this reason the adapter cancels an intent whose card asks for authentication. Such an intent has neither a charge
 * nor an error on record, so after a crash only the reason tells the next attempt what to answer. Stripe returns a given
 * reason with every later read (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-cancellation_reason);
 * a mark in the metadata would need a request of its own before the cancellation. Of the four values that Stripe accepts,
 * `abandoned` and `requested_by_customer` are in use, and `fraudulent` would accuse the customer.
 */
export const AUTHENTICATION_REASON = 'duplicate';

const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  message: 'The card asks for authentication, which is not supported here. Please use another card.',
};

/** What has to be expanded in every answer: refunds and failures are recorded on the charge, not on the intent. */
export const EXPANDED = ['latest_charge'];

/** Stripe's view of an intent in the port's terms. */
export const intentOf = (intent: Stripe.PaymentIntent): PaymentIntent => {
  const status = statusOf(intent);
  return {
    id: intent.id,
    status,
    money: { amount: intent.amount, currency: intent.currency.toUpperCase() },
    refundedAmount: chargeOf(intent)?.amount_refunded ?? 0,
    ...(status === 'declined' && { decline: declineOf(intent) }),
  };
};

const statusOf = (intent: Stripe.PaymentIntent): IntentStatus => {
  switch (intent.status) {
    case 'succeeded':
      return 'captured';
    case 'canceled':
      return intent.cancellation_reason === DECLINED_REASON || intent.cancellation_reason === AUTHENTICATION_REASON
        ? 'declined'
        : 'cancelled';
    case 'processing':
    case 'requires_capture':
      return 'processing';
    default:
      // Also an intent that was declined a moment ago and is not cancelled yet: Stripe would still let it be confirmed.
      // And one that waits for the customer's authentication: it can be cancelled, and no money has moved.
      return 'unconfirmed';
  }
};

/** Stripe clears `last_payment_error` when an intent changes; the failed charge stays. A card that never got as far as a
 * charge has neither. */
const declineOf = (intent: Stripe.PaymentIntent): Decline => {
  if (intent.cancellation_reason === AUTHENTICATION_REASON) return AUTHENTICATION_REQUIRED;
  const error = intent.last_payment_error;
  const charge = chargeOf(intent);
  return {
    code: error?.decline_code || error?.code || charge?.outcome?.reason || charge?.failure_code || 'payment_declined',
    message: error?.message ?? charge?.failure_message ?? 'The payment was declined.',
  };
};

const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined =>
  charge === null || typeof charge === 'string' ? undefined : charge;
