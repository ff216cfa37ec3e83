import { ACCOUNT_ID, clientSecretOf } from './ids';
import type { Payment } from './payment';

const hostedPage = (payment: Payment): string => {
  const url = new URL('https://hooks.stripe.com/3d_secure_2/hosted');
  url.searchParams.set('merchant', ACCOUNT_ID);
  url.searchParams.set('payment_intent', payment.id);
  url.searchParams.set('payment_intent_client_secret', clientSecretOf(payment.id));
  return url.href;
};

/**
 * What the customer has to do: with a `return_url`, visit a page that leads back to it; without one, an action whose content
 * is for Stripe.js only (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action). Either
 * carries the client secret.
 */
export const nextAction = (payment: Payment): Record<string, unknown> => {
  const url = hostedPage(payment);
  return payment.action?.returnUrl === undefined
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
    : { type: 'redirect_to_url', redirect_to_url: { return_url: payment.action.returnUrl, url } };
};

/**
 * Where the customer comes back to after an action, with what Stripe appends
 * (https://docs.stripe.com/payments/3d-secure/authentication-flow#return-url).
 * @returns undefined if the intent was confirmed without a `return_url`.
 */
export const returnAddress = (payment: Payment, returnUrl: string | undefined): string | undefined => {
  if (returnUrl === undefined) return undefined;
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', payment.id);
  url.searchParams.set('payment_intent_client_secret', clientSecretOf(payment.id));
  url.searchParams.set('redirect_status', payment.status === 'succeeded' ? 'succeeded' : 'failed');
  return url.href;
};
