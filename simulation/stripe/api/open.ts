import { checkAmount } from '../currencies';
import type { Call } from '../endpoints';
import { paymentIntentObject } from '../intent-object';
import { Parameters } from '../parameters';
import type { PaymentTerms } from '../payment';
import type { Payments } from '../payments';
import { invalidRequest } from '../stripe-error';
import { refuseFixedTypes } from './method-types';

const KNOWN = [
  'amount',
  'currency',
  'allowed_payment_method_types',
  'automatic_payment_methods',
  'customer',
  'description',
  'error_on_requires_action',
  'excluded_payment_method_types',
  'expand',
  'metadata',
  'off_session',
  'payment_method_configuration',
  'payment_method_types',
  'receipt_email',
  'return_url',
  'statement_descriptor_suffix',
];

/** The others of https://docs.stripe.com/api/payment_intents/create. */
const NOT_SIMULATED = [
  'amount_details',
  'application_fee_amount',
  'capture_method',
  'confirm',
  'confirmation_method',
  'confirmation_token',
  'customer_account',
  'hooks',
  'mandate',
  'mandate_data',
  'on_behalf_of',
  'payment_details',
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'radar_options',
  'setup_future_usage',
  'shipping',
  'statement_descriptor',
  'transfer_data',
  'transfer_group',
  'use_stripe_sdk',
];

/** `POST /v1/payment_intents` without `confirm` (https://docs.stripe.com/api/payment_intents/create). */
export const openIntent = (payments: Payments, { form }: Call): unknown => {
  const parameters = new Parameters(form, KNOWN, NOT_SIMULATED);
  const methods = methodsOf(parameters);
  refuseUnlessConfirmed(parameters);
  const customer = parameters.optional('customer', (name) => parameters.customer(name));
  const description = parameters.optional('description', (name) => parameters.string(name));
  const statementSuffix = parameters.optional('statement_descriptor_suffix', (name) =>
    parameters.statementSuffix(name),
  );
  const receiptEmail = parameters.optional('receipt_email', (name) => parameters.email(name));
  const expanded = parameters.expand(['latest_charge']);
  const currency = parameters.currency('currency');
  const amount = parameters.amount('amount');
  checkAmount(amount, currency);
  const payment = payments.create({
    amount,
    currency,
    metadata: parameters.metadata('metadata'),
    ...methods,
    ...(customer !== undefined && { customer }),
    ...(description !== undefined && { description }),
    ...(statementSuffix !== undefined && { statementSuffix }),
    ...(receiptEmail !== undefined && { receiptEmail }),
  });
  return paymentIntentObject(payment, expanded);
};

/**
 * Which payment methods the intent takes. Those of the Dashboard are the default
 * (https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods); a list of allowed ones takes their place and
 * stands alone (https://docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter); a list of
 * excluded ones goes with them.
 */
const methodsOf = (parameters: Parameters): Pick<PaymentTerms, 'allowRedirects' | 'allowedTypes' | 'excludedTypes'> => {
  refuseFixedTypes(parameters);
  for (const other of ['automatic_payment_methods', 'excluded_payment_method_types', 'payment_method_configuration'])
    parameters.refuseTogether('allowed_payment_method_types', other);
  if (parameters.has('payment_method_configuration')) throw parameters.notSimulated('payment_method_configuration');
  const allowedTypes = parameters.list('allowed_payment_method_types');
  if (allowedTypes.length > 0) return { allowedTypes };
  const excludedTypes = parameters.list('excluded_payment_method_types');
  const { enabled = 'true', allow_redirects = 'always', ...more } = parameters.map('automatic_payment_methods');
  const [unknown] = Object.keys(more);
  if (unknown !== undefined)
    throw invalidRequest(`Received unknown parameter: automatic_payment_methods[${unknown}]`, {
      code: 'parameter_unknown',
      param: `automatic_payment_methods[${unknown}]`,
    });
  if (enabled !== 'true') throw parameters.notSimulated('automatic_payment_methods[enabled]');
  if (allow_redirects !== 'always' && allow_redirects !== 'never')
    throw invalidRequest('Invalid automatic_payment_methods[allow_redirects]: must be one of always, never', {
      param: 'automatic_payment_methods[allow_redirects]',
    });
  return { allowRedirects: allow_redirects, ...(excludedTypes.length > 0 && { excludedTypes }) };
};

/** What can only be passed when the intent is confirmed at once (https://docs.stripe.com/api/payment_intents/create). */
const refuseUnlessConfirmed = (parameters: Parameters): void => {
  const name = ['return_url', 'off_session', 'error_on_requires_action'].find((one) => parameters.has(one));
  if (name === undefined) return;
  throw invalidRequest(
    `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
    { param: name },
  );
};
