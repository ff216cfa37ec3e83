import type { Call } from '../endpoints';
import { paymentIntentObject } from '../intent-object';
import { Parameters } from '../parameters';
import type { Payments } from '../payments';
import { invalidRequest } from '../stripe-error';
import { refuseFixedTypes } from './method-types';

const KNOWN = [
  'payment_method',
  'payment_method_data',
  'payment_method_types',
  'confirmation_token',
  'error_on_requires_action',
  'expand',
  'off_session',
  'receipt_email',
  'return_url',
];

/** The others of https://docs.stripe.com/api/payment_intents/confirm. */
const NOT_SIMULATED = [
  'allowed_payment_method_types',
  'amount_details',
  'amount_to_confirm',
  'capture_method',
  'excluded_payment_method_types',
  'hooks',
  'mandate',
  'mandate_data',
  'payment_details',
  'payment_method_options',
  'radar_options',
  'setup_future_usage',
  'shipping',
  'use_stripe_sdk',
];

/**
 * `POST /v1/payment_intents/:id/confirm`. A `return_url` is taken whatever the intent's `allow_redirects`: `never` filters
 * methods that need a redirect, and the URL is used for cards that are authenticated, too
 * (https://docs.stripe.com/api/payment_intents/confirm#confirm_payment_intent-return_url).
 */
export const confirmIntent = (payments: Payments, { id, form }: Call): unknown => {
  const parameters = new Parameters(form, KNOWN, NOT_SIMULATED);
  refuseFixedTypes(parameters);
  const paymentMethod = paymentMethodOf(parameters);
  refuseErrorOnAction(parameters);
  const returnUrl = parameters.optional('return_url', (name) => parameters.url(name));
  const receiptEmail = parameters.optional('receipt_email', (name) => parameters.email(name));
  const offSession = parameters.optional('off_session', (name) => parameters.oneOf(name, ['true', 'false'])) === 'true';
  const expanded = parameters.expand(['latest_charge']);
  const payment = payments.confirm(id, paymentMethod, {
    offSession,
    ...(returnUrl !== undefined && { returnUrl }),
    ...(receiptEmail !== undefined && { receiptEmail }),
  });
  return paymentIntentObject(payment, expanded);
};

const PAYMENT_METHODS = ['payment_method', 'payment_method_data', 'confirmation_token'] as const;

/**
 * The card that a confirm is to charge: a payment method, a card token or a confirmation token, one of them
 * (https://docs.stripe.com/api/payment_intents/confirm). Test cards have one name each here, whatever its prefix.
 */
const paymentMethodOf = (parameters: Parameters): string => {
  const [first, second] = PAYMENT_METHODS.filter((name) => parameters.has(name));
  if (first !== undefined && second !== undefined) parameters.refuseTogether(first, second);
  if (first === undefined)
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      { code: 'payment_intent_unexpected_state' },
    );
  if (first === 'payment_method') return parameters.string(first);
  if (first === 'confirmation_token') return `pm_${parameters.string(first).replace(/^ctoken_/, '')}`;
  return `pm_card_${parameters.cardToken(first).replace(/^tok_/, '')}`;
};

/**
 * A confirm cannot use it but with `payment_method_types`, which are gone
 * (https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods). Whether `false` passes is not documented.
 */
const refuseErrorOnAction = (parameters: Parameters): void => {
  if (!parameters.has('error_on_requires_action')) return;
  throw invalidRequest(
    "The `error_on_requires_action` parameter can't be used with PaymentIntents which use payment methods managed through the Dashboard.",
    { param: 'error_on_requires_action' },
  );
};
