import Stripe from 'stripe';
import {
  type Decline,
  GatewayBusyError,
  GatewayConfigurationError,
  type GatewayError,
  GatewayRefusedError,
  GatewayUnavailableError,
  type IntentStatus,
  type PaymentIntent,
} from './gateway';

const { errors } = Stripe;

/**
 * A failed call in the port's terms; undefined for what is not Stripe's (a bug of ours passes through as it is).
 *
 * The Stripe error itself is not kept as `cause`: its raw body holds the payment method and the intent's client secret.
 */
export const gatewayError = (error: unknown): GatewayError | undefined => {
  if (!(error instanceof errors.StripeError)) return undefined;
  const code = error.code ?? error.rawType ?? error.type;
  const message = describe(error);
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError)
    return new GatewayConfigurationError(code, `the gateway does not accept our API key${requestOf(error)}`);
  if (isBusy(error)) return new GatewayBusyError(code, message);
  if (error instanceof errors.StripeConnectionError)
    return new GatewayUnavailableError(isTimeout(error) ? 'timeout' : 'connection', message);
  if (error instanceof errors.StripeAPIError || error instanceof errors.StripeRateLimitError)
    return new GatewayUnavailableError(error.statusCode === undefined ? code : `http_${error.statusCode}`, message);
  return new GatewayRefusedError(code, message);
};

/** The decline that a failed confirm reports: by the card's issuer, or because the token names no usable payment method.
 * Undefined when the failure is anything else. */
export const declineReported = (error: unknown): Decline | undefined => {
  if (error instanceof errors.StripeCardError)
    return { code: error.decline_code || error.code || 'card_declined', message: describe(error) };
  if (error instanceof errors.StripeInvalidRequestError && error.param === 'payment_method')
    return { code: error.code ?? 'invalid_payment_method', message: 'The payment method cannot be used.' };
  return undefined;
};

/** The intent is in a state that does not allow the call: reading it tells which. */
export const isUnexpectedState = (error: unknown): boolean =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state';

/** Stripe replays the saved answer of a key, 500s included (docs.stripe.com/error-low-level): this key can only fail. */
export const isSavedFailure = (error: unknown): boolean =>
  error instanceof errors.StripeAPIError &&
  (error.statusCode ?? 0) >= 500 &&
  error.headers?.['idempotent-replayed'] === 'true';

/** 409: another request with the same idempotency key is under way; lock_timeout: another one works on the same object. */
const isBusy = ({ statusCode, code }: Stripe.errors.StripeError): boolean =>
  statusCode === 409 || code === 'lock_timeout';

const isTimeout = ({ detail }: Stripe.errors.StripeConnectionError): boolean =>
  typeof detail === 'object' && (detail as { code?: string }).code === 'ETIMEDOUT';

/** Stripe's messages quote the ids that they complain of; those of payment methods and keys are secrets to us. */
const describe = (error: Stripe.errors.StripeError): string =>
  error.message.replace(/\b(pm|tok|src|card|ctoken|sk|rk|pk)_\w+/g, '$1_…') + requestOf(error);

const requestOf = ({ requestId }: Stripe.errors.StripeError): string =>
  requestId === undefined ? '' : ` (request ${requestId})`;

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
