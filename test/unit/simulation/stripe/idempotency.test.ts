import { OPEN, RunningSimulator } from './running-simulator';

/* What is saved under an idempotency key, and what is not: https://docs.stripe.com/api/idempotent_requests */

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start({ apiKey: 'sk_test_1' });
});
afterEach(() => stripe.close());

const open = (form = {}) => stripe.post('/v1/payment_intents', { ...OPEN, ...form }, 'key');

describe('a key whose request began to execute', () => {
  it.each(['error-before-effect', 'error-after-effect'] as const)('gives its server error again (%s)', async (kind) => {
    stripe.simulator.faults.failNext({ kind });
    const first = await open();
    const again = await open();

    expect(first.status).toBe(500);
    expect(again).toMatchObject({ status: 500, text: first.text });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
  });

  it('gives the intent as it was', async () => {
    const { body, text } = await open();
    await stripe.confirm(body.id);

    expect((await open()).text).toBe(text);
  });

  it('takes the same parameters in another order', async () => {
    const { text } = await open();
    const turned = Object.fromEntries(Object.entries(OPEN).reverse());

    expect((await stripe.post('/v1/payment_intents', turned, 'key')).text).toBe(text);
  });

  it.each([
    ['other parameters', () => open({ amount: '490' })],
    ['one parameter more', () => open({ description: 'Latte' })],
    ['another endpoint', () => stripe.post('/v1/refunds', OPEN, 'key')],
  ])('refuses %s', async (_, again) => {
    await open();

    expect(await again()).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
    expect(stripe.ledger()).toEqual(['opened']);
  });
});

describe('a key is free again', () => {
  const opensNow = async () => {
    const { status, headers } = await open();
    expect([status, headers.get('idempotent-replayed')]).toEqual([200, null]);
  };

  it('after a parameter was refused', async () => {
    expect((await open({ amount: '4.80' })).status).toBe(400);
    await opensNow();
  });

  it('after the API key was refused', async () => {
    stripe.simulator.setApiKey('sk_test_2');
    expect((await open()).status).toBe(401);
    stripe.simulator.setApiKey('sk_test_1');
    await opensNow();
  });

  it('after a rate limit was reached', async () => {
    stripe.simulator.setRateLimits({ perSecond: 0, perEndpointPerSecond: 1, updatesPerIntentPerHour: 1 });
    expect((await open()).status).toBe(429);
    stripe.simulator.setRateLimits(undefined);
    await opensNow();
  });

  it('after another request held the object', async () => {
    const id = await stripe.open();
    const confirm = (key: string) =>
      stripe.post(`/v1/payment_intents/${id}/confirm`, { payment_method: 'pm_card_visa' }, key);
    stripe.simulator.setLatency({ latencyMs: 50 });
    const first = confirm('first');
    while (stripe.simulator.calls.byOperation().confirm === 0) await new Promise(setImmediate);

    expect(await confirm('second')).toMatchObject({ status: 429, body: { error: { code: 'lock_timeout' } } });
    expect(await confirm('first')).toMatchObject({ status: 409, body: { error: { code: 'idempotency_key_in_use' } } });
    stripe.clock.advance(50);
    await first;
    stripe.simulator.setLatency({ latencyMs: 0 });

    // Not the saved lock timeout: it executes, and finds the intent succeeded.
    expect(await confirm('second')).toMatchObject({ body: { error: { code: 'payment_intent_unexpected_state' } } });
    expect((await confirm('first')).headers.get('idempotent-replayed')).toBe('true');
  });

  it('after an answer that was not Stripe’s', async () => {
    stripe.simulator.faults.failNext({ status: 502, body: '<html>Bad gateway</html>' });
    expect((await open()).status).toBe(502);
    await opensNow();
  });
});

it('a key holds 255 characters', async () => {
  const withKey = (length: number) => stripe.post('/v1/payment_intents', OPEN, 'k'.repeat(length));

  expect((await withKey(255)).status).toBe(200);
  expect(await withKey(256)).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
});

it('a key of a GET has no effect', async () => {
  const id = await stripe.open();
  const read = () => stripe.request(`/v1/payment_intents/${id}`, { headers: { 'idempotency-key': 'read' } });
  await read();
  await stripe.confirm(id);

  expect((await read()).body.status).toBe('succeeded');
});
