import Stripe from 'stripe';
import {
  GatewayBusyError,
  GatewayConfigurationError,
  type GatewayError,
  GatewayRefusedError,
  GatewayUnavailableError,
} from './errors';
import type { Decline } from './gateway';

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
