import type { PlannedFault } from '../../../simulation/stripe/faults';

const error = (status: number, fields: object): PlannedFault => ({ status, body: { error: fields } });
const invalidRequest = (message: string, fields: object = {}) =>
  error(400, { type: 'invalid_request_error', message, ...fields });

/**
 * Answers that say nothing about an order: faults of ours, of the moment, and of what stands between us and Stripe
 * (https://docs.stripe.com/error-codes, https://docs.stripe.com/error-low-level).
 */
const REFUSALS: readonly PlannedFault[] = [
  invalidRequest('Received unknown parameter: foo', { code: 'parameter_unknown', param: 'foo' }),
  invalidRequest('No valid payment method types for this Payment Intent.'),
  invalidRequest('Your account has not been activated.', { code: 'testmode_charges_only' }),
  invalidRequest('A similar object exists in live mode.', { code: 'livemode_mismatch' }),
  error(400, { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' }),
  error(402, { type: 'invalid_request_error', message: 'Your account cannot currently make charges.' }),
  error(403, { type: 'invalid_request_error', message: 'The provided key does not have access.' }),
  error(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'intent', message: 'No such intent' }),
  error(409, { type: 'invalid_request_error', message: 'There is another request in progress.' }),
  error(424, { type: 'api_error', message: 'A dependency failed.' }),
  error(429, { type: 'invalid_request_error', code: 'lock_timeout', message: 'This object cannot be accessed.' }),
  { status: 400, body: { error: 'bad' } },
  { status: 400, body: '<html>a proxy refuses</html>' },
  { status: 302, headers: { location: '/login' } },
  { status: 200, body: '<html>a captive portal</html>' },
  { status: 503 },
];

/** Anything but the truth: the call takes effect, and its answer is another one. */
const LIES: readonly PlannedFault[] = [
  ...REFUSALS.map((answer) => ({ ...answer, takesEffect: true })),
  // The card was charged, whatever the answer says. (Of a card that was not, it would be the order's outcome.)
  {
    ...error(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' }),
    operation: 'confirm',
    takesEffect: true,
  },
];

/** By the kind of fault. */
export const GATEWAY_ANSWERS: Readonly<Record<string, readonly PlannedFault[]>> = {
  'gateway-refusal': REFUSALS,
  'gateway-lie': LIES,
};
