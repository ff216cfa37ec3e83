import { checkAmount } from './currencies';
import { type Form, parseForm } from './form';
import { listIntents } from './intent-list';
import { Parameters } from './parameters';
import type { Payments } from './payments';
import { invalidRequest } from './stripe-error';
import { paymentIntentObject, refundObject } from './stripe-objects';

export const GATEWAY_OPERATIONS = ['open', 'confirm', 'read', 'cancel', 'refund'] as const;
export type GatewayOperation = (typeof GATEWAY_OPERATIONS)[number];

/** A request of the subset of Stripe's API that is simulated. */
export interface Call {
  readonly operation: GatewayOperation;
  /** The intent that it works on; undefined for one that is to be opened, for a list, or when a refund names none. */
  readonly intentId: string | undefined;
  readonly form: Form;
}

/** `GET /v1/balance`: whether a key works (https://docs.stripe.com/api/balance/balance_retrieve). */
export const isBalance = (method: string, { pathname }: URL): boolean => method === 'GET' && pathname === '/v1/balance';

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
  'GET payment_intents': 'read',
  'GET payment_intents/:id': 'read',
  'POST payment_intents/:id/confirm': 'confirm',
  'POST payment_intents/:id/cancel': 'cancel',
  'POST refunds': 'refund',
};

/** Makes a call take effect. Its parameters are read, and refused, before anything happens. */
export const execute = (payments: Payments, { operation, intentId = '', form }: Call): unknown =>
  EXECUTE[operation](payments, intentId, form);

/**
 * The card that a confirm is to charge: a payment method, a card token or a confirmation token, one of them
 * (https://docs.stripe.com/api/payment_intents/confirm). Test cards have one name each here, whatever its prefix.
 */
const paymentMethodOf = (parameters: Parameters): string => {
  const given = PAYMENT_METHODS.filter((name) => parameters.has(name));
  if (given.length > 1)
    throw invalidRequest(`You may only specify one of these parameters: ${given.join(', ')}.`, {
      code: 'parameters_exclusive',
      param: given[1],
    });
  if (parameters.has('confirmation_token'))
    return `pm_${parameters.string('confirmation_token').replace(/^ctoken_/, '')}`;
  if (!parameters.has('payment_method_data')) return parameters.string('payment_method');
  const token = parameters.cardToken('payment_method_data');
  return `pm_card_${token.replace(/^tok_/, '')}`;
};

const PAYMENT_METHODS = ['payment_method', 'payment_method_data', 'confirmation_token'] as const;

const ON_INTENT = ['latest_charge'];
const ON_REFUND = ['payment_intent', 'payment_intent.latest_charge'];

const EXECUTE: Readonly<Record<GatewayOperation, (payments: Payments, intentId: string, form: Form) => unknown>> = {
  open: (payments, _, form) => {
    const parameters = new Parameters(form, [
      'amount',
      'currency',
      'automatic_payment_methods',
      'customer',
      'description',
      'metadata',
      'statement_descriptor_suffix',
      'expand',
    ]);
    parameters.optional('description', (name) => parameters.string(name));
    parameters.optional('statement_descriptor_suffix', (name) => parameters.statementSuffix(name));
    const customer = parameters.optional('customer', (name) => parameters.customer(name));
    const methods = parameters.map('automatic_payment_methods');
    if (methods.enabled !== 'true' || methods.allow_redirects !== 'never')
      throw invalidRequest('Only automatic_payment_methods without redirects are simulated.', {
        param: 'automatic_payment_methods',
      });
    const expanded = parameters.expand(ON_INTENT);
    const currency = parameters.string('currency');
    if (!/^[a-z]{3}$/i.test(currency)) throw invalidRequest(`Invalid currency: ${currency}`, { param: 'currency' });
    const amount = parameters.amount('amount');
    checkAmount(amount, currency.toLowerCase());
    const payment = payments.create({
      amount,
      currency: currency.toLowerCase(),
      metadata: parameters.metadata('metadata'),
      ...(customer !== undefined && { customer }),
    });
    return paymentIntentObject(payment, expanded);
  },

  read: (payments, intentId, form) =>
    intentId === ''
      ? listIntents(payments, form)
      : paymentIntentObject(payments.get(intentId), new Parameters(form, ['expand']).expand(ON_INTENT)),

  confirm: (payments, intentId, form) => {
    const parameters = new Parameters(form, [
      'payment_method',
      'payment_method_data',
      'confirmation_token',
      'error_on_requires_action',
      'expand',
    ]);
    const paymentMethod = paymentMethodOf(parameters);
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
