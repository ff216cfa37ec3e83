import { type Form, parseForm } from './form';
import { Parameters } from './parameters';
import type { Payments } from './payments';
import { invalidRequest } from './stripe-error';
import { paymentIntentObject, refundObject } from './stripe-objects';

export const GATEWAY_OPERATIONS = ['open', 'confirm', 'read', 'cancel', 'refund'] as const;
export type GatewayOperation = (typeof GATEWAY_OPERATIONS)[number];

/** A request of the subset of Stripe's API that is simulated. */
export interface Call {
  readonly operation: GatewayOperation;
  /** The intent that it works on; undefined for one that is to be opened, or when a refund names none. */
  readonly intentId: string | undefined;
  readonly form: Form;
}

/** Recognises a request. @throws StripeApiError (404) when it is none of the subset. */
export const callOf = (method: string, url: URL, body: string): Call => {
  const [version, resource, intentId, action, ...rest] = url.pathname.slice(1).split('/');
  const route = `${method} ${resource}${intentId ? '/:id' : ''}${action ? `/${action}` : ''}`;
  const operation = version === 'v1' && rest.length === 0 ? ROUTES[route] : undefined;
  if (operation === undefined)
    throw invalidRequest(`Unrecognized request URL (${method}: ${url.pathname}).`, { code: 'url_invalid' }, 404);
  const form = parseForm(method === 'GET' ? url.search : body);
  const refunded = form.payment_intent;
  return { operation, form, intentId: intentId ?? (typeof refunded === 'string' ? refunded : undefined) };
};

const ROUTES: Readonly<Record<string, GatewayOperation>> = {
  'POST payment_intents': 'open',
  'GET payment_intents/:id': 'read',
  'POST payment_intents/:id/confirm': 'confirm',
  'POST payment_intents/:id/cancel': 'cancel',
  'POST refunds': 'refund',
};

/** Makes a call take effect. Its parameters are read, and refused, before anything happens. */
export const execute = (payments: Payments, { operation, intentId = '', form }: Call): unknown =>
  EXECUTE[operation](payments, intentId, form);

const ON_INTENT = ['latest_charge'];
const ON_REFUND = ['payment_intent', 'payment_intent.latest_charge'];

const EXECUTE: Readonly<Record<GatewayOperation, (payments: Payments, intentId: string, form: Form) => unknown>> = {
  open: (payments, _, form) => {
    const parameters = new Parameters(form, [
      'amount',
      'currency',
      'automatic_payment_methods',
      'capture_method',
      'confirm',
      'metadata',
      'expand',
    ]);
    parameters.optional('capture_method', (name) => parameters.oneOf(name, ['automatic']));
    parameters.optional('confirm', (name) => parameters.oneOf(name, ['false']));
    const methods = parameters.map('automatic_payment_methods');
    if (methods.enabled !== 'true' || methods.allow_redirects !== 'never')
      throw invalidRequest('Only automatic_payment_methods without redirects are simulated.', {
        param: 'automatic_payment_methods',
      });
    const expanded = parameters.expand(ON_INTENT);
    const currency = parameters.string('currency');
    if (!/^[a-z]{3}$/i.test(currency)) throw invalidRequest(`Invalid currency: ${currency}`, { param: 'currency' });
    const payment = payments.create({
      amount: parameters.amount('amount'),
      currency: currency.toLowerCase(),
      metadata: parameters.map('metadata'),
    });
    return paymentIntentObject(payment, expanded);
  },

  read: (payments, intentId, form) =>
    paymentIntentObject(payments.get(intentId), new Parameters(form, ['expand']).expand(ON_INTENT)),

  confirm: (payments, intentId, form) => {
    const parameters = new Parameters(form, ['payment_method', 'error_on_requires_action', 'expand']);
    const paymentMethod = parameters.string('payment_method');
    // Every intent here has automatic_payment_methods, with which a confirm cannot use this parameter
    // (https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods). Whether `false` passes is not documented.
    if (form.error_on_requires_action !== undefined)
      throw invalidRequest(
        "The `error_on_requires_action` parameter can't be used with PaymentIntents which use payment methods managed through the Dashboard.",
        { param: 'error_on_requires_action' },
      );
    const expanded = parameters.expand(ON_INTENT);
    return paymentIntentObject(payments.confirm(intentId, paymentMethod), expanded);
  },

  cancel: (payments, intentId, form) => {
    const parameters = new Parameters(form, ['cancellation_reason', 'expand']);
    const reason = parameters.optional('cancellation_reason', (name) =>
      parameters.oneOf(name, ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']),
    );
    const expanded = parameters.expand(ON_INTENT);
    return paymentIntentObject(payments.cancel(intentId, reason ?? null), expanded);
  },

  refund: (payments, _, form) => {
    const parameters = new Parameters(form, ['payment_intent', 'amount', 'expand']);
    const intentId = parameters.string('payment_intent');
    const amount = parameters.optional('amount', (name) => parameters.amount(name));
    const expanded = parameters.expand(ON_REFUND);
    return refundObject(payments.refund(intentId, amount), expanded);
  },
};
