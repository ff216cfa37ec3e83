import type Stripe from 'stripe';
import { fromStripeAmount } from './amounts';
import { type Decline, GatewayUnavailableError, type IntentStatus, type PaymentIntent } from './gateway';
import { declineOfCard } from './stripe-errors';

/** With this reason an intent is cancelled whose charge was declined: a later read tells it from a cancelled order's. */
export const DECLINED_REASON = 'abandoned';

/**
 * With this reason an intent is cancelled whose card asks for authentication. Such an intent has neither a charge nor an
 * error on record, so after a crash only the reason tells the next attempt what to answer. Stripe returns a given reason
 * with every later read (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-cancellation_reason);
 * of the four that it takes, two are in use and `fraudulent` would accuse the customer.
 */
export const AUTHENTICATION_REASON = 'duplicate';

export const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  message: 'The card asks for authentication, which was not completed. Please use another card.',
};

/** Of an intent that waits for a capture, which nobody here asks for; an account's settings may. */
export const NEVER_CAPTURED: Decline = {
  code: 'payment_processing',
  message: 'The payment takes too long. Please use another card.',
};

/**
 * Stripe's view of an intent in the port's terms.
 * @throws GatewayUnavailableError if the answer is none of Stripe's: something in between gave it.
 */
export const intentOf = (intent: Stripe.PaymentIntent): PaymentIntent => {
  const status = statusOf(intent);
  const { id, amount = 0, currency = '' } = intent;
  return {
    id,
    status,
    money: { amount: minorUnitsOf(amount, currency, status), currency: currency.toUpperCase() },
    refundedAmount: minorUnitsOf(chargeOf(intent)?.amount_refunded ?? 0, currency, status),
    ...(status === 'declined' && { decline: declineOf(intent) }),
    ...(status === 'action-required' && { actionUrl: actionUrlOf(intent) ?? '' }),
  };
};

/** Where the customer can authenticate; undefined for an action that only Stripe.js in a browser can take. */
const actionUrlOf = ({ status, next_action: action }: Stripe.PaymentIntent): string | undefined =>
  status === 'requires_action' ? (action?.redirect_to_url?.url ?? undefined) : undefined;

/** Money that was not captured decides nothing, so nothing is refused over it. */
const minorUnitsOf = (amount: number, currency: string, status: IntentStatus): number => {
  const converted = fromStripeAmount(amount, currency);
  if ('amount' in converted) return converted.amount;
  if (status === 'captured') throw foreignAnswer();
  return amount;
};

const foreignAnswer = () =>
  new GatewayUnavailableError('foreign_answer', 'the answer is no payment intent of Stripe’s');

const statusOf = (intent: Stripe.PaymentIntent | null | undefined): IntentStatus => {
  if (typeof intent?.id !== 'string') throw foreignAnswer();
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
    case 'requires_payment_method':
    case 'requires_confirmation':
      return 'unconfirmed';
    case 'requires_action':
      return actionUrlOf(intent) === undefined ? 'unconfirmed' : 'action-required';
    default:
      throw foreignAnswer();
  }
};

/** Whether an intent was never confirmed, or no confirm of it has left a trace: it may be confirmed. */
export const isUntried = ({ status, last_payment_error }: Stripe.PaymentIntent): boolean =>
  (status === 'requires_payment_method' || status === 'requires_confirmation') && !last_payment_error;

/** The decline that an intent records which could still be confirmed again; undefined if it records none. */
export const recordedDecline = ({ last_payment_error: error }: Stripe.PaymentIntent): Decline | undefined =>
  error ? declineOfCard(error.decline_code || error.code, error.message) : undefined;

/** Stripe clears `last_payment_error` when an intent changes; the failed charge stays. A card that never got as far as a
 * charge has neither. */
const declineOf = (intent: Stripe.PaymentIntent): Decline => {
  if (intent.cancellation_reason === AUTHENTICATION_REASON) return AUTHENTICATION_REQUIRED;
  const charge = chargeOf(intent);
  return (
    recordedDecline(intent) ??
    declineOfCard(charge?.outcome?.reason || charge?.failure_code, charge?.failure_message ?? undefined)
  );
};

const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined =>
  charge === null || typeof charge !== 'object' ? undefined : charge;
