import Stripe from 'stripe';
import {
  GatewayBusyError,
  GatewayConfigurationError,
  GatewayRefusedError,
  GatewayUnavailableError,
} from '../../../../../stages/payment/gateway/gateway';
import { declineReported, gatewayError, isSavedFailure } from '../../../../../stages/payment/gateway/stripe-answers';

const answered = (statusCode: number, error: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  Stripe.errors.StripeError.generate({
    type: 'invalid_request_error',
    message: 'Something is wrong.',
    statusCode,
    headers,
    requestId: 'req_1',
    ...error,
  } as Parameters<typeof Stripe.errors.StripeError.generate>[0]);

const notConnected = (code?: string) =>
  new Stripe.errors.StripeConnectionError({
    type: 'api_error',
    message: 'An error occurred with our connection to Stripe.',
    detail: Object.assign(new Error('x'), code === undefined ? {} : { code }),
  } as unknown as ConstructorParameters<typeof Stripe.errors.StripeConnectionError>[0]);

describe('an error of Stripe’s', () => {
  it.each([
    ['a server error', answered(500, { type: 'api_error' }), GatewayUnavailableError, 'http_500'],
    ['a proxy’s error', answered(502, { type: 'api_error' }), GatewayUnavailableError, 'http_502'],
    ['a rate limit', answered(429, { code: 'rate_limit' }), GatewayUnavailableError, 'http_429'],
    ['a timeout', notConnected('ETIMEDOUT'), GatewayUnavailableError, 'timeout'],
    ['a lost connection', notConnected('ECONNRESET'), GatewayUnavailableError, 'connection'],
    ['an unknown host', notConnected(), GatewayUnavailableError, 'connection'],
    ['a locked object', answered(429, { code: 'lock_timeout' }), GatewayBusyError, 'lock_timeout'],
    ['a key in use', answered(409, { code: 'idempotency_key_in_use' }), GatewayBusyError, 'idempotency_key_in_use'],
    ['a key of another order', answered(400, { type: 'idempotency_error' }), GatewayRefusedError, 'idempotency_error'],
    ['a missing intent', answered(404, { code: 'resource_missing' }), GatewayRefusedError, 'resource_missing'],
    ['a wrong API key', answered(401), GatewayConfigurationError, 'invalid_request_error'],
    ['an API key without the right', answered(403), GatewayConfigurationError, 'invalid_request_error'],
  ])('%s', (_, error, expected, code) => {
    const meant = gatewayError(error);

    expect(meant).toBeInstanceOf(expected);
    expect(meant?.name).toBe(expected.name);
    expect(meant?.code).toBe(code);
  });

  it('names the request, so that Stripe’s log can be searched for it', () => {
    expect(gatewayError(answered(500))?.message).toBe('Something is wrong. (request req_1)');
  });

  it('is stripped of tokens and keys, and of the raw answer', () => {
    const raw = answered(400, { message: "No such PaymentMethod: 'pm_1Secret'; sk_live_Secret", payment_intent: {} });

    const meant = gatewayError(raw);

    expect(meant?.message).toBe("No such PaymentMethod: 'pm_…'; sk_… (request req_1)");
    expect(meant?.cause).toBeUndefined();
  });

  it('that is none of Stripe’s stays what it is', () => {
    expect(gatewayError(new TypeError('a bug'))).toBeUndefined();
  });
});

describe('a decline', () => {
  it('has the issuer’s reason before the general one', () => {
    const error = answered(402, { type: 'card_error', code: 'card_declined', decline_code: 'stolen_card' });

    expect(declineReported(error)?.code).toBe('stolen_card');
  });

  it('has the general reason when the issuer gave none', () => {
    expect(declineReported(answered(402, { type: 'card_error', code: 'expired_card' }))?.code).toBe('expired_card');
  });

  it('is reported for a payment method that does not exist', () => {
    const error = answered(400, { code: 'resource_missing', param: 'payment_method' });

    expect(declineReported(error)).toEqual({
      code: 'resource_missing',
      message: 'The payment method cannot be used.',
    });
  });

  it.each([answered(400, { param: 'amount' }), answered(500), notConnected()])('is not reported for %s', (error) => {
    expect(declineReported(error)).toBeUndefined();
  });
});

describe('a saved failure', () => {
  const replayed = { 'idempotent-replayed': 'true' };

  it('is a server error that was replayed', () => {
    expect(isSavedFailure(answered(500, {}, replayed))).toBe(true);
  });

  it.each([
    ['a server error that happened just now', answered(500)],
    ['a refusal that was replayed', answered(400, {}, replayed)],
    ['a lost connection', notConnected()],
  ])('is not %s', (_, error) => {
    expect(isSavedFailure(error)).toBe(false);
  });
});
