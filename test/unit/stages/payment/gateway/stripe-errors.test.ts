import Stripe from 'stripe';
import {
  GatewayBusyError,
  GatewayConfigurationError,
  GatewayMisuseError,
  GatewayRefusedError,
  GatewayUnavailableError,
} from '../../../../../stages/payment/gateway/gateway';
import {
  failureForLog,
  gatewayError,
  isKeyReused,
  isSavedFailure,
  isSavedRefusal,
  refusalIn,
} from '../../../../../stages/payment/gateway/stripe-errors';

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

const noCharges = 'Your account cannot currently make charges.';
const usedUp =
  'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment. It may not be used again.';

describe('whose fault a failed call is', () => {
  it.each<[string, unknown]>([
    ['a server error', answered(500, { type: 'api_error' })],
    ['a proxy’s 502', answered(502, { type: 'api_error' })],
    ['a failed dependency of Stripe’s', answered(424, { type: 'api_error' })],
    ['a proxy’s 400, whose body is not Stripe’s', answered(400, { type: 'bad' })],
    ['an answer without a type', answered(400, { type: undefined })],
    ['a redirect to a login page', answered(302, { type: undefined })],
    ['a body that is no JSON', new Stripe.errors.StripeAPIError({ message: 'Invalid JSON received' } as never)],
    ['a timeout', notConnected('ETIMEDOUT')],
    ['a lost connection', notConnected('ECONNRESET')],
    ['an unknown host', notConnected()],
  ])('the moment’s: %s', (_, error) => {
    expect(gatewayError(error)).toBeInstanceOf(GatewayUnavailableError);
  });

  it.each<[string, unknown]>([
    ['a rate limit', answered(429, { code: 'rate_limit' })],
    ['a rate limit as a 400', answered(400, { code: 'rate_limit' })],
    ['a locked object', answered(429, { code: 'lock_timeout' })],
    ['an idempotency key that is in use', answered(409, { type: 'idempotency_error' })],
  ])('nobody’s, the gateway is busy: %s', (_, error) => {
    expect(gatewayError(error)).toBeInstanceOf(GatewayBusyError);
  });

  it.each<[string, unknown]>([
    ['an unknown parameter', answered(400, { code: 'parameter_unknown', param: 'foo' })],
    ['an unknown parameter of the customer', answered(400, { code: 'parameter_unknown', param: 'customer' })],
    ['no payment method types', answered(400, { message: 'No valid payment method types for this Payment Intent.' })],
    ['an account that is not activated', answered(400, { code: 'testmode_charges_only' })],
    ['a key of the other mode', answered(400, { code: 'livemode_mismatch' })],
    ['an idempotency key of another request', answered(400, { type: 'idempotency_error' })],
    ['an account that cannot charge, which comes as a 402', answered(402, { message: noCharges })],
    ['an intent of another account', answered(404, { code: 'resource_missing', param: 'intent' })],
  ])('ours: %s', (_, error) => {
    expect(gatewayError(error)).toBeInstanceOf(GatewayMisuseError);
    expect(refusalIn(error)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a wrong key', answered(401)],
    ['a key without the right', answered(403)],
  ])('the key’s: %s', (_, error) => {
    expect(gatewayError(error)).toBeInstanceOf(GatewayConfigurationError);
  });

  it.each<[string, unknown, string]>([
    ['a declined card', answered(402, { type: 'card_error', code: 'expired_card' }), 'expired_card'],
    [
      'a declined card that comes as a 400',
      answered(400, { type: 'card_error', code: 'card_declined' }),
      'card_declined',
    ],
    [
      'a payment method that does not exist',
      answered(400, { code: 'resource_missing', param: 'payment_method' }),
      'invalid_payment_method',
    ],
    [
      'a card token that does not exist',
      answered(400, { code: 'resource_missing', param: 'payment_method_data[card][token]' }),
      'invalid_payment_method',
    ],
    [
      'a token of the other mode',
      answered(400, { code: 'livemode_mismatch', param: 'payment_method' }),
      'invalid_payment_method',
    ],
    ['a payment method that was used before', answered(400, { message: usedUp }), 'invalid_payment_method'],
    ['an unknown customer', answered(400, { code: 'resource_missing', param: 'customer' }), 'invalid_customer'],
    ['an amount that is too small', answered(400, { code: 'amount_too_small', param: 'amount' }), 'amount_too_small'],
    ['a currency that the account does not charge', answered(400, { param: 'currency' }), 'invalid_currency'],
  ])('the order’s: %s', (_, error, code) => {
    expect(refusalIn(error)).toMatchObject({ code });
    expect(gatewayError(error)).toBeInstanceOf(GatewayRefusedError);
  });

  it('is not asked of what is none of Stripe’s', () => {
    expect(gatewayError(new TypeError('a bug'))).toBeUndefined();
    expect(refusalIn(new TypeError('a bug'))).toBeUndefined();
  });
});

describe('what a customer reads of a decline', () => {
  const declined = (decline_code: string, message: string) =>
    refusalIn(answered(402, { type: 'card_error', code: 'card_declined', decline_code, message }));

  it('is the issuer’s reason', () => {
    expect(declined('insufficient_funds', 'Your card has insufficient funds.')).toEqual({
      code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    });
  });

  it.each(['stolen_card', 'lost_card', 'fraudulent', 'merchant_blacklist', 'pickup_card'])(
    'hides %s behind a generic decline',
    (code) => {
      expect(declined(code, 'Your card is on a list.')).toEqual({
        code: 'card_declined',
        message: 'Your card was declined.',
      });
    },
  );

  it('holds no request id and no token', () => {
    const error = answered(402, { type: 'card_error', code: 'card_declined', message: "No such token: 'tok_1Secret'" });

    expect(JSON.stringify([refusalIn(error), gatewayError(error)])).not.toMatch(/req_1|1Secret/);
  });
});

describe('what is ours to mend', () => {
  it('names code and parameter, but repeats nothing that Stripe wrote', () => {
    const raw = answered(400, {
      code: 'parameter_unknown',
      param: 'foo',
      message: 'See dashboard.stripe.com/settings',
    });

    expect(gatewayError(raw)?.message).toBe('the gateway refuses our request, not the order: parameter_unknown, foo');
    expect(gatewayError(raw)?.cause).toBeUndefined();
  });

  it('is told to the log in full, with the request to look for', () => {
    expect(failureForLog(answered(404, { code: 'resource_missing', message: "No such pm: 'pm_1Secret'" }))).toEqual({
      statusCode: 404,
      type: 'invalid_request_error',
      code: 'resource_missing',
      param: undefined,
      requestId: 'req_1',
      reason: "No such pm: 'pm_…'",
    });
  });
});

describe('an idempotency key that can only fail', () => {
  const replayed = { 'idempotent-replayed': 'true' };

  it('replays a server error', () => {
    expect(isSavedFailure(answered(500, { type: 'api_error' }, replayed))).toBe(true);
    expect(isSavedFailure(answered(500, { type: 'api_error' }))).toBe(false);
    expect(isSavedFailure(answered(400, {}, replayed))).toBe(false);
    expect(isSavedFailure(notConnected())).toBe(false);
  });

  it('replays a refusal of a refund', () => {
    const refusal = { type: 'invalid_request_error', code: 'charge_disputed' };
    expect(isSavedRefusal(answered(400, refusal, replayed))).toBe(true);
    expect(isSavedRefusal(answered(400, refusal))).toBe(false);
    expect(isSavedRefusal(answered(400, { type: 'invalid_request_error' }, replayed))).toBe(false);
  });

  it('was used with other parameters', () => {
    expect(isKeyReused(answered(400, { type: 'idempotency_error' }))).toBe(true);
    expect(isKeyReused(answered(409, { type: 'idempotency_error' }))).toBe(false);
  });
});
