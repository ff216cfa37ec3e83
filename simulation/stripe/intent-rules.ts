import type { CardAnswer } from './cards';
import { methodTypesOf, type Payment, type PaymentMethodType } from './payment';
import { invalidRequest, type StripeApiError } from './stripe-error';

/** https://docs.stripe.com/error-codes#payment-intent-unexpected-state */
export const unexpectedState = (message: string): StripeApiError =>
  invalidRequest(message, { executed: true, code: 'payment_intent_unexpected_state' });

const CONFIRM_AGAIN =
  'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.';

/** The words in which Stripe asks for a `return_url`. */
const RETURN_URL_NEEDED =
  "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.";

/**
 * Whether an intent can be confirmed so. One that waits for the customer cannot
 * (https://github.com/woocommerce/woocommerce-gateway-stripe/issues/2950). A confirm needs a `return_url` unless it is
 * `off_session` or the intent was opened with `allow_redirects: never`
 * (https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods); `allowed_payment_method_types` is documented
 * nowhere to lift that.
 */
export const checkConfirm = (
  payment: Payment,
  { returnUrl, offSession = false }: { readonly returnUrl?: string; readonly offSession?: boolean },
): void => {
  if (payment.status === 'succeeded') throw unexpectedState(CONFIRM_AGAIN);
  if (payment.status !== 'requires_payment_method')
    throw unexpectedState(`You cannot confirm this PaymentIntent because it has a status of ${payment.status}.`);
  const mayRedirect = payment.allowRedirects === 'always' || payment.allowedTypes !== undefined;
  if (mayRedirect && !offSession && returnUrl === undefined) throw invalidRequest(RETURN_URL_NEEDED, {});
};

const CANCELABLE =
  'requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, processing';

/** Possible while the intent waits, and in rare cases in `processing` (https://docs.stripe.com/api/payment_intents/cancel). */
export const checkCancel = (payment: Payment): void => {
  const { status } = payment;
  if (status === 'requires_payment_method' || status === 'requires_action') return;
  if (status === 'processing' && payment.processing?.cancelable) return;
  throw unexpectedState(
    `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE}.`,
  );
};

/** Of the test payment methods only bank debits go on at the bank. */
export const methodTypeOf = ({ result }: CardAnswer): PaymentMethodType =>
  result === 'processing' ? 'us_bank_account' : 'card';

/** https://docs.stripe.com/error-codes#payment-intent-incompatible-payment-method */
export const checkMethodAllowed = (payment: Payment, type: PaymentMethodType): void => {
  const allowed = methodTypesOf(payment);
  if (allowed.includes(type)) return;
  throw invalidRequest(
    `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${allowed.join(', ')}.`,
    { code: 'payment_intent_incompatible_payment_method', param: 'payment_method' },
  );
};
