import { failureClassOf } from '../../../../pipeline/batch/failure-class';
import type { RecordResult } from '../../../../pipeline/batch/record';
import {
  GatewayBusyError,
  GatewayConfigurationError,
  GatewayMisuseError,
  GatewayUnavailableError,
} from '../../../../stages/payment/gateway/gateway';
import { cancelled } from '../../../stages/events';
import { capture, StrictStripe } from '../../../stages/strict-stripe';
import { created, published, type Stages, startStages, types } from '../kit';

/*
 * The payment stage at a stand-in that takes only what Stripe documents, and answers what Stripe is known to answer.
 */

let stripe: StrictStripe;
let stages: Stages;
let orders = 0;
const nextOrder = () => `order-${++orders}`;

beforeAll(async () => {
  stripe = await StrictStripe.start();
  stages = await startStages({}, stripe.url);
});
afterAll(async () => {
  await stages.stop();
  await stripe.close();
});
beforeEach(() => {
  stripe.requests.length = 0;
});

const errorOf = ([result]: readonly RecordResult[]): unknown =>
  result?.status === 'failed' ? result.error : undefined;
const intentOf = (orderId: string) =>
  [...stripe.intents.values()].filter(({ metadata }) => metadata.orderId === orderId).at(-1);
const invalidRequest = (status: number, error: object) => ({
  status,
  body: { error: { type: 'invalid_request_error', message: 'See dashboard.example/acct_1 (req_secret).', ...error } },
});

describe('what is sent', () => {
  test('for an ordinary charge is two requests, with these parameters and no others', async () => {
    expect(types(await stages.pay(created({ orderId: 'whole-request' })))).toEqual(['Payment Processed']);

    expect(stripe.requests).toEqual([
      {
        operation: 'open',
        version: '2026-10-28.endive',
        idempotencyKey: expect.stringMatching(/^test open whole-request [\w-]{22}$/),
        form: {
          amount: '900',
          currency: 'usd',
          'automatic_payment_methods[enabled]': 'true',
          'automatic_payment_methods[allow_redirects]': 'never',
          'metadata[environment]': 'test',
          'metadata[orderId]': 'whole-request',
          'metadata[shopId]': 'astoria',
          'metadata[customerId]': 'c-1',
          description: 'Order whole-request, shop astoria',
          statement_descriptor_suffix: 'astoria',
          'expand[0]': 'latest_charge',
        },
      },
      {
        operation: 'confirm',
        version: '2026-10-28.endive',
        idempotencyKey: expect.stringMatching(/^confirm [\w-]{36}$/),
        form: { payment_method: 'pm_card_visa', 'expand[0]': 'latest_charge' },
      },
    ]);
  });

  test.each([
    ['tok_visa', { 'payment_method_data[type]': 'card', 'payment_method_data[card][token]': 'tok_visa' }],
    ['ctoken_1', { confirmation_token: 'ctoken_1' }],
    ['pm_1', { payment_method: 'pm_1' }],
  ])('for the payment token %s is the parameter that takes it', async (token, parameters) => {
    await stages.pay(created({ orderId: nextOrder(), payment: { token } }));

    expect(stripe.requests.at(-1)).toMatchObject({ operation: 'confirm', form: parameters });
  });

  test.each([
    [650, 'ISK', '65000'],
    [12_000, 'UGX', '1200000'],
    [450, 'JPY', '450'],
    [145_000, 'HUF', '145000'],
    [5_000_000, 'IDR', '5000000'],
    [1_200, 'BHD', '1200'],
    [45_000, 'MGA', '450'],
  ])('for %i %s is the amount in Stripe’s unit: %s', async (total, currency, amount) => {
    const orderId = nextOrder();
    const items = [{ productId: 'latte', quantity: 1, unitPrice: total }];
    const results = await stages.pay(created({ orderId, items, total, currency }));

    expect(stripe.requests[0]?.form).toMatchObject({ amount, currency: currency.toLowerCase() });
    expect(published(results)[0]?.detail).toMatchObject({ amount: total, currency });
  });

  test.each([
    [30, 'USD', 'AMOUNT_TOO_SMALL', '0.50 USD'],
    [45_050, 'MGA', 'INVALID_AMOUNT', 'total'],
    [1_205, 'KWD', 'INVALID_AMOUNT', 'total'],
  ])('for %i %s is nothing: the order is refused with %s', async (total, currency, code, message) => {
    const items = [{ productId: 'latte', quantity: 1, unitPrice: total }];
    const results = await stages.pay(created({ orderId: nextOrder(), items, total, currency }));

    const refused = { code, message: expect.stringContaining(message) };
    expect(published(results)[0]).toMatchObject({ type: 'Payment Failed', detail: refused });
    expect(stripe.requests).toEqual([]);
  });
});

describe('an answer that is not the order’s fault', () => {
  const rows: [string, { status: number; body: unknown }, new (code: string, message: string) => Error][] = [
    ['an unknown parameter', invalidRequest(400, { code: 'parameter_unknown', param: 'foo' }), GatewayMisuseError],
    ['no valid payment method types', invalidRequest(400, {}), GatewayMisuseError],
    ['an account without charges', invalidRequest(400, { code: 'testmode_charges_only' }), GatewayMisuseError],
    ['an object of the other mode', invalidRequest(400, { code: 'livemode_mismatch' }), GatewayMisuseError],
    ['an account that cannot charge (402)', invalidRequest(402, {}), GatewayMisuseError],
    ['a body of something in between', { status: 400, body: { error: 'bad' } }, GatewayUnavailableError],
    ['a page of a proxy', { status: 400, body: '<html>Bad gateway</html>' }, GatewayUnavailableError],
    ['a body that says nothing', { status: 500, body: 'null' }, GatewayUnavailableError],
    ['a redirect', { status: 302, body: '' }, GatewayUnavailableError],
    ['too many requests', invalidRequest(429, { code: 'rate_limit' }), GatewayBusyError],
  ];

  describe.each(['open', 'confirm'] as const)('to %s', (operation) => {
    test.each(rows)('(%s) makes the order wait, and it is charged once that is over', async (_, answer, expected) => {
      const orderId = nextOrder();
      stripe.next(operation, answer);

      const error = errorOf(await stages.pay(created({ orderId })));

      expect(error).toBeInstanceOf(expected);
      expect(failureClassOf(error)).toBe('dependency');
      expect(String(error)).not.toMatch(/req_secret|acct_1/);
      expect(types(await stages.pay(created({ orderId })))).toEqual(['Payment Processed']);
      expect([...stripe.intents.values()].filter(({ metadata }) => metadata.orderId === orderId)).toHaveLength(1);
    });
  });

  test('(an idempotency key of another request) costs the order nothing: another key is used', async () => {
    stripe.next('open', { status: 400, body: { error: { type: 'idempotency_error', message: 'Other parameters.' } } });

    expect(types(await stages.pay(created({ orderId: nextOrder() })))).toEqual(['Payment Processed']);
    expect(stripe.operations()).toEqual(['open', 'open', 'confirm']);
  });

  test('(a wrong key) is told after the key was read again and tried', async () => {
    stripe.next('open', invalidRequest(401, {}));
    stripe.next('balance', invalidRequest(401, {}));

    expect(errorOf(await stages.pay(created({ orderId: nextOrder() })))).toBeInstanceOf(GatewayConfigurationError);
    expect(stripe.operations()).toEqual(['open', 'balance']);
  });

  test('(a wrong key, rotated since) is met with the current key', async () => {
    stripe.next('open', invalidRequest(401, {}));

    expect(types(await stages.pay(created({ orderId: nextOrder() })))).toEqual(['Payment Processed']);
    expect(stripe.operations()).toEqual(['open', 'balance', 'open', 'confirm']);
  });

  test('(an intent that we stored and Stripe does not know) is never an answer', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', invalidRequest(404, { code: 'resource_missing', param: 'intent' }));

    expect(errorOf(await stages.pay(created({ orderId })))).toBeInstanceOf(GatewayMisuseError);
    expect(await stages.history(orderId)).not.toHaveProperty('outcome');
  });
});

describe('a confirm that fails', () => {
  const usedUp = invalidRequest(400, {
    message: 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment.',
  });
  const declinedCard = {
    status: 402,
    body: { error: { type: 'card_error', code: 'card_declined', message: 'Declined.' } },
  };

  test.each([
    ['a declined card', declinedCard, 'CARD_DECLINED'],
    ['a payment method that was used up', usedUp, 'INVALID_PAYMENT_METHOD'],
    [
      'a payment method that does not exist',
      invalidRequest(400, { code: 'resource_missing', param: 'payment_method' }),
      'INVALID_PAYMENT_METHOD',
    ],
  ])('over %s ends the order, after its intent was cancelled', async (_, answer, code) => {
    const orderId = nextOrder();
    stripe.next('confirm', answer);

    const results = await stages.pay(created({ orderId }));

    expect(published(results)[0]).toMatchObject({ type: 'Payment Failed', detail: { code } });
    expect(JSON.stringify(published(results))).not.toMatch(/req_secret|acct_1/);
    expect(intentOf(orderId)).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  });

  test.each([
    ['a declined card', declinedCard],
    ['a payment method that was used up', usedUp],
  ])('over %s while an earlier confirm takes the money is answered by the intent’s state', async (_, answer) => {
    const orderId = nextOrder();
    stripe.next('confirm', (intent) => {
      capture(intent);
      return answer;
    });

    expect(types(await stages.pay(created({ orderId })))).toEqual(['Payment Processed']);
  });

  test('and cannot be sealed gives no outcome: the message comes again, and no card is asked twice', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', (intent) => {
      if (intent) intent.last_payment_error = { code: 'card_declined', decline_code: 'insufficient_funds' };
      return declinedCard;
    });
    stripe.next('cancel', { status: 500, body: { error: { type: 'api_error', message: 'Down.' } } });

    expect(errorOf(await stages.pay(created({ orderId })))).toBeInstanceOf(GatewayUnavailableError);
    stripe.requests.length = 0;
    const results = await stages.pay(created({ orderId }));

    expect(published(results)[0]).toMatchObject({ type: 'Payment Failed', detail: { code: 'INSUFFICIENT_FUNDS' } });
    expect(stripe.operations()).toEqual(['read', 'cancel']);
  });

  test('without an answer is read before it is tried again, and not confirmed again if it took effect', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', (intent) => {
      capture(intent);
      return { status: 500, body: { error: { type: 'api_error', message: 'Down.' } } };
    });

    expect(errorOf(await stages.pay(created({ orderId })))).toBeInstanceOf(GatewayUnavailableError);
    stripe.requests.length = 0;

    expect(types(await stages.pay(created({ orderId })))).toEqual(['Payment Processed']);
    expect(stripe.operations()).toEqual(['read']);
  });

  test('over authentication declines the order with its intent cancelled', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', (intent) => {
      if (intent) intent.status = 'requires_action';
      return { status: 200, body: { ...intent, next_action: { type: 'use_stripe_sdk' } } };
    });

    const results = await stages.pay(created({ orderId }));

    expect(published(results)[0]).toMatchObject({ detail: { code: 'AUTHENTICATION_REQUIRED' } });
    expect(intentOf(orderId)?.status).toBe('canceled');
  });

  test('over a capture that nobody will make declines the order with its intent cancelled', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', (intent) => ({ status: 200, body: { ...intent, status: 'requires_capture' } }));

    expect(types(await stages.pay(created({ orderId })))).toEqual(['Payment Failed', 'Order Failed']);
    expect(intentOf(orderId)?.status).toBe('canceled');
  });

  test('and goes on at the bank leaves the payment pending, whatever that comes to', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', (intent) => {
      if (intent) intent.status = 'processing';
      return { status: 200, body: intent };
    });

    expect(types(await stages.pay(created({ orderId })))).toEqual([]);
    expect(await stages.history(orderId)).toMatchObject({ pending: { waitingFor: 'processing' } });
    expect(await stages.history(orderId)).not.toHaveProperty('outcome');
    const intent = intentOf(orderId);
    if (intent) intent.status = 'requires_payment_method';
    capture(intent);
    expect(types(await stages.pay(created({ orderId })))).toEqual(['Payment Processed']);
  });
});

describe('an order that is cancelled', () => {
  test('gets its money back', async () => {
    const orderId = nextOrder();
    await stages.pay(created({ orderId }));

    expect(types(await stages.pay(cancelled({ orderId })))).toEqual(['Payment Refunded']);
    expect(intentOf(orderId)?.latest_charge?.amount_refunded).toBe(900);
  });

  test('gets its money back once, also from a gateway that lists no refunds', async () => {
    const orderId = nextOrder();
    stripe.listsRefunds = false;
    await stages.pay(created({ orderId }));
    stripe.next('refund', (intent) => {
      if (intent?.latest_charge) intent.latest_charge.amount_refunded = 900;
      return { status: 500, body: { error: { type: 'api_error', message: 'Down.' } } };
    });
    await stages.pay(cancelled({ orderId }));

    expect(types(await stages.pay(cancelled({ orderId })))).toEqual(['Payment Refunded']);
    stripe.listsRefunds = true;
  });

  test.each(['pending', 'requires_action'])(
    'and whose refund is %s waits for it, and asks for no other',
    async (status) => {
      const orderId = nextOrder();
      await stages.pay(created({ orderId }));
      stripe.next('refund', { status: 200, body: { object: 'refund', status } });

      expect(types(await stages.pay(cancelled({ orderId })))).toEqual([]);

      expect(await stages.history(orderId)).toMatchObject({ outcome: 'cancelled', refunding: {} });
      expect(await stages.history(orderId)).not.toHaveProperty('refunded');
    },
  );

  test('while its confirm waits for an answer is cancelled at Stripe, and never charged', async () => {
    const orderId = nextOrder();
    stripe.next('confirm', { status: 500, body: { error: { type: 'api_error', message: 'Down.' } } });
    await stages.pay(created({ orderId }));

    await stages.pay(cancelled({ orderId }));

    expect(intentOf(orderId)).toMatchObject({ status: 'canceled', cancellation_reason: 'requested_by_customer' });
    expect(types(await stages.pay(created({ orderId })))).toEqual([]);
  });
});
