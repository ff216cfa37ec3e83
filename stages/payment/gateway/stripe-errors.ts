import Stripe from 'stripe';
import {
  type Decline,
  GatewayBusyError,
  GatewayConfigurationError,
  type GatewayError,
  GatewayMisuseError,
  GatewayRefusedError,
  GatewayUnavailableError,
} from './gateway';

const { errors } = Stripe;
type StripeError = Stripe.errors.StripeError;

/** The `type` of every error that Stripe itself answers (https://docs.stripe.com/api/errors). */
const STRIPE_TYPES: readonly unknown[] = [
  'api_error',
  'authentication_error',
  'card_error',
  'idempotency_error',
  'invalid_request_error',
  'rate_limit_error',
];

/**
 * A failed call in the port's terms: whose fault it is decides. `rawType` is what Stripe answered; the SDK makes a card
 * error of every 402, also of "Your account cannot currently make charges".
 * @returns undefined for what is not Stripe's: a bug of ours passes through as it is.
 */
export const gatewayError = (error: unknown): GatewayError | undefined => {
  if (!(error instanceof errors.StripeError)) return undefined;
  if (error instanceof errors.StripeConnectionError)
    return new GatewayUnavailableError(
      isTimeout(error) ? 'timeout' : 'connection',
      isTimeout(error) ? 'the gateway did not answer in time' : 'the gateway could not be reached',
    );
  const { statusCode = 0, code } = error;
  if (statusCode === 409 || statusCode === 429 || code === 'lock_timeout' || code === 'rate_limit')
    return new GatewayBusyError(
      code ?? `http_${statusCode}`,
      'the gateway is busy with this payment, or with too many',
    );
  if (statusCode === 0 || statusCode === 424 || statusCode >= 500)
    return new GatewayUnavailableError(`http_${statusCode}`, `the gateway failed (HTTP ${statusCode})`);
  if (!STRIPE_TYPES.includes(error.rawType))
    return new GatewayUnavailableError(
      'foreign_answer',
      `something between us and the gateway answered (HTTP ${statusCode})`,
    );
  const refusal = refusalIn(error);
  if (refusal) return new GatewayRefusedError(refusal.code, refusal.message);
  if (statusCode === 401 || statusCode === 403)
    return new GatewayConfigurationError(code ?? `http_${statusCode}`, 'the gateway does not accept our API key');
  const reason = [code ?? error.rawType, error.param].filter(Boolean).join(', ');
  return new GatewayMisuseError(
    code ?? String(error.rawType),
    `the gateway refuses our request, not the order: ${reason}`,
  );
};

/** To be shown as a decline without a reason, lest a thief learns it (https://docs.stripe.com/declines/codes). */
const CONFIDENTIAL_DECLINES: ReadonlySet<string> = new Set([
  'fraudulent',
  'lost_card',
  'merchant_blacklist',
  'pickup_card',
  'stolen_card',
]);

const GENERIC_DECLINE: Decline = { code: 'card_declined', message: 'Your card was declined.' };

export const INVALID_PAYMENT_METHOD: Decline = {
  code: 'invalid_payment_method',
  message: 'The payment method cannot be used. Please use another one.',
};

/** What a customer reads when a parameter is refused that came from the order, by the parameter's first part. */
const REFUSALS: Readonly<Record<string, Decline>> = {
  payment_method: INVALID_PAYMENT_METHOD,
  payment_method_data: INVALID_PAYMENT_METHOD,
  confirmation_token: INVALID_PAYMENT_METHOD,
  customer: { code: 'invalid_customer', message: 'The payment gateway does not know this customer.' },
  amount: { code: 'invalid_amount', message: 'The amount cannot be charged.' },
  currency: { code: 'invalid_currency', message: 'The currency cannot be charged.' },
};

const AMOUNT_CODES: Readonly<Record<string, string>> = {
  amount_too_small: 'The amount is less than can be charged.',
  amount_too_large: 'The amount is more than can be charged.',
};

/** Codes that are our fault whatever parameter they name. */
const OUR_CODES: ReadonlySet<string> = new Set([
  'account_invalid',
  'parameter_missing',
  'parameter_unknown',
  'parameters_exclusive',
  'testmode_charges_only',
  'tls_version_unsupported',
  'url_invalid',
]);

/** Stripe names no parameter when a payment method was used up (stripe-node's users quote the message). */
const USED_UP = /\bPaymentMethod was previously used\b/;

/** A card's decline in the words that its holder may read. */
export const declineOfCard = (code: string | null | undefined, message: string | null | undefined): Decline => {
  if (!code || CONFIDENTIAL_DECLINES.has(code)) return GENERIC_DECLINE;
  return { code, message: message ? withoutIds(message) : GENERIC_DECLINE.message };
};

/** Why the order itself cannot be charged: its card, its customer, its amount or its currency. Undefined otherwise. */
export const refusalIn = (error: unknown): Decline | undefined => {
  if (!(error instanceof errors.StripeError)) return undefined;
  const { rawType, code, param = '', decline_code } = error;
  if (rawType === 'card_error') return declineOfCard(decline_code || code, error.message);
  if (rawType !== 'invalid_request_error' || OUR_CODES.has(code ?? '')) return undefined;
  const amount = AMOUNT_CODES[code ?? ''];
  if (code && amount) return { code, message: amount };
  if (USED_UP.test(error.message)) return INVALID_PAYMENT_METHOD;
  return REFUSALS[/^\w*/.exec(param)?.[0] ?? ''];
};

/** The intent is in a state that does not allow the call: reading it tells which. */
export const isUnexpectedState = (error: unknown): boolean =>
  error instanceof errors.StripeError && error.code === 'payment_intent_unexpected_state';

/** Stripe itself answers that there is no such intent; a 404 of something in between says nothing. */
export const isUnknownIntent = (error: unknown): boolean =>
  error instanceof errors.StripeError && error.statusCode === 404 && error.code === 'resource_missing';

/** Stripe replays the saved answer of a key, 500s included (docs.stripe.com/error-low-level): this key can only fail. */
export const isSavedFailure = (error: unknown): boolean =>
  error instanceof errors.StripeAPIError && (error.statusCode ?? 0) >= 500 && isReplayed(error);

/** A refusal that Stripe saved for this key: the dispute may be won since, or the balance high enough. */
export const isSavedRefusal = (error: unknown): boolean => isRefundRefused(error) && isReplayed(error);

const isReplayed = ({ headers }: StripeError): boolean => headers?.['idempotent-replayed'] === 'true';

/** The gateway does not refund: nothing is left of the charge, there is none, or a dispute has taken it. */
export const isRefundRefused = (error: unknown): error is StripeError =>
  error instanceof errors.StripeInvalidRequestError &&
  error.code !== 'resource_missing' &&
  (error.code?.startsWith('charge_') || error.param === 'payment_intent' || error.param === 'charge');

/** The gateway does not have what was asked for at all: it is a stand-in that lacks a list. */
export const isUnknownEndpoint = (error: unknown): boolean =>
  error instanceof errors.StripeError &&
  (error.statusCode === 404 || error.statusCode === 405) &&
  error.code !== 'resource_missing';

/** Nothing is left to give back: somebody else asked for it since the refunds were listed. */
export const isAlreadyRefunded = (error: unknown): boolean =>
  isRefundRefused(error) && error.code === 'charge_already_refunded';

/** The key of the request was used with other parameters. */
export const isKeyReused = (error: unknown): boolean =>
  error instanceof errors.StripeError && error.rawType === 'idempotency_error' && error.statusCode !== 409;

const isTimeout = ({ detail }: Stripe.errors.StripeConnectionError): boolean =>
  typeof detail === 'object' && (detail as { code?: string }).code === 'ETIMEDOUT';

/** Stripe's messages quote the ids that they complain of; those of payment methods and keys are secrets to us. */
const withoutIds = (text: string): string => text.replace(/\b(pm|tok|src|card|ctoken|sk|rk|pk)_\w+/g, '$1_…');

/**
 * All that our log may say of a failed call: Stripe's own words, which may quote a merchant's settings, and the request to
 * look for in Stripe's log. Nothing of this is for customers or tables.
 */
export const failureForLog = (error: unknown): Readonly<Record<string, unknown>> => {
  if (!(error instanceof errors.StripeError)) return { error };
  const { statusCode, rawType, code, param, requestId, message }: StripeError = error;
  return { statusCode, type: rawType, code, param, requestId, reason: withoutIds(message) };
};
