import { type GatewaySimulator, startGatewaySimulator } from '../../../../simulation/stripe/simulator';
import { type HandClock, handClock } from './hand-clock';

const OPEN = {
  amount: '480',
  currency: 'eur',
  'automatic_payment_methods[enabled]': 'true',
  'automatic_payment_methods[allow_redirects]': 'never',
  'metadata[orderId]': 'A',
};
const CONFIRM = { payment_method: 'pm_card_visa' };

interface Reply {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: {
    id: string;
    status: string;
    error: { type: string; code?: string; message: string; param?: string };
  };
}

describe('the gateway simulator', () => {
  let clock: HandClock;
  let simulator: GatewaySimulator;
  beforeEach(async () => {
    clock = handClock();
    simulator = await startGatewaySimulator({ clock });
  });
  afterEach(() => simulator.close());

  const request = async (path: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(`${simulator.url}${path}`, {
      ...init,
      headers: { authorization: 'Bearer sk_test_1', ...init.headers },
    });
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      body: (await response.json()) as Reply['body'],
    };
  };
  const post = (path: string, form: Record<string, string>, key?: string) =>
    request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
  const control = async (name: string, command: unknown) => {
    const response = await fetch(`${simulator.url}/_sim/${name}`, { method: 'POST', body: JSON.stringify(command) });
    return { status: response.status, body: await response.json() };
  };
  const seen = async (name: string) => (await fetch(`${simulator.url}/_sim/${name}`)).json();

  it('listens on the loopback interface only', () => {
    expect(new URL(simulator.url).hostname).toBe('127.0.0.1');
  });

  it('takes nothing from a page of another site', async () => {
    const command = {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: JSON.stringify({ mode: '503' }),
    };
    expect((await fetch(`${simulator.url}/_sim/outage`, command)).status).toBe(403);
    expect((await post('/v1/payment_intents', OPEN)).status).toBe(200);
  });

  it('answers in Stripe’s shape', async () => {
    const { body } = await post('/v1/payment_intents', OPEN);

    expect(body).toMatchObject({
      object: 'payment_intent',
      amount: 480,
      currency: 'eur',
      status: 'requires_payment_method',
      latest_charge: null,
      metadata: { orderId: 'A' },
      created: Math.floor(clock.now() / 1000),
    });
  });

  it('expands the charge when asked to', async () => {
    const { body: opened } = await post('/v1/payment_intents', OPEN);
    await post(`/v1/payment_intents/${opened.id}/confirm`, CONFIRM);

    const plain = await request(`/v1/payment_intents/${opened.id}`);
    const expanded = await request(`/v1/payment_intents/${opened.id}?expand[0]=latest_charge`);

    expect(plain.body).toMatchObject({ latest_charge: expect.stringMatching(/^ch_/) });
    expect(expanded.body).toMatchObject({ latest_charge: { object: 'charge', paid: true, amount_refunded: 0 } });
  });

  it('turns a request without a key away', async () => {
    const reply = await request('/v1/payment_intents/pi_1', { headers: { authorization: '' } });

    expect(reply).toMatchObject({ status: 401, body: { error: { type: 'invalid_request_error' } } });
  });

  it.each([
    ['an unknown parameter', { ...OPEN, colour: 'red' }, 'colour'],
    ['no amount', { ...OPEN, amount: '' }, 'amount'],
    ['a fraction of an amount', { ...OPEN, amount: '4.80' }, 'amount'],
    ['no currency', { ...OPEN, currency: '' }, 'currency'],
    ['a word for a currency', { ...OPEN, currency: 'euro' }, 'currency'],
    ['a capture that is not simulated', { ...OPEN, capture_method: 'manual' }, 'capture_method'],
    ['a confirm at once', { ...OPEN, confirm: 'true' }, 'confirm'],
    ['an expansion that is not simulated', { ...OPEN, 'expand[0]': 'customer' }, 'expand'],
  ])('refuses to open with %s, and opens nothing', async (_, form, param) => {
    const reply = await post('/v1/payment_intents', form);

    expect(reply).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error', param } } });
    expect(simulator.ledger.entries()).toEqual([]);
  });

  it.each(['true', 'false'])('refuses error_on_requires_action=%s, and charges nothing', async (value) => {
    const { body } = await post('/v1/payment_intents', OPEN);

    const reply = await post(`/v1/payment_intents/${body.id}/confirm`, { ...CONFIRM, error_on_requires_action: value });

    expect(reply).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', param: 'error_on_requires_action' } },
    });
    expect(simulator.ledger.captures('A')).toEqual([]);
  });

  it('answers a card that asks for authentication with what the customer has to do', async () => {
    const { body } = await post('/v1/payment_intents', OPEN);
    const path = `/v1/payment_intents/${body.id}`;

    const asked = await post(`${path}/confirm`, { payment_method: 'pm_card_authenticationRequired' });
    const again = await post(`${path}/confirm`, CONFIRM);
    const cancelled = await post(`${path}/cancel`, { cancellation_reason: 'duplicate' });

    expect(asked).toMatchObject({
      status: 200,
      body: {
        status: 'requires_action',
        amount_received: 0,
        latest_charge: null,
        next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
      },
    });
    expect(again).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' } },
    });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: 'canceled', cancellation_reason: 'duplicate', next_action: null, last_payment_error: null },
    });
  });

  it('refuses what it does not simulate by name', async () => {
    expect(await post('/v1/customers', {})).toMatchObject({
      status: 404,
      body: { error: { message: 'Unrecognized request URL (POST: /v1/customers).' } },
    });
  });

  describe('replays the answer to an idempotency key', () => {
    it('of a success', async () => {
      const first = await post('/v1/payment_intents', OPEN, 'k');
      const second = await post('/v1/payment_intents', OPEN, 'k');

      expect(first.replayed).toBe(false);
      expect(second).toEqual({ ...first, replayed: true });
      expect(simulator.ledger.entries()).toHaveLength(1);
    });

    it('of a decline and of a server error', async () => {
      const { body } = await post('/v1/payment_intents', OPEN);
      const confirm = (token: string, key: string) =>
        post(`/v1/payment_intents/${body.id}/confirm`, { ...CONFIRM, payment_method: token }, key);
      await confirm('pm_card_chargeDeclined', 'declined');
      simulator.faults.failNext({ kind: 'error-after-effect' });
      await confirm('pm_card_visa', 'failed');

      expect(await confirm('pm_card_chargeDeclined', 'declined')).toMatchObject({ status: 402, replayed: true });
      expect(await confirm('pm_card_visa', 'failed')).toMatchObject({ status: 500, replayed: true });
    });

    it('but not of a bad request', async () => {
      await post('/v1/payment_intents', { ...OPEN, colour: 'red' }, 'k');

      expect(await post('/v1/payment_intents', OPEN, 'k')).toMatchObject({ status: 200, replayed: false });
    });
  });

  it('keeps an object from two requests at once', async () => {
    const { body } = await post('/v1/payment_intents', OPEN);
    simulator.setLatency({ latencyMs: 50 });
    const first = post(`/v1/payment_intents/${body.id}/confirm`, CONFIRM);
    while (simulator.calls.byOperation().confirm === 0) await new Promise(setImmediate);

    expect(await post(`/v1/payment_intents/${body.id}/confirm`, CONFIRM)).toMatchObject({
      status: 429,
      body: { error: { code: 'lock_timeout' } },
    });
    clock.advance(50);
    expect(await first).toMatchObject({ status: 200, body: { status: 'succeeded' } });
  });

  it('takes effect after its latency, also for a caller who has gone', async () => {
    const { body } = await post('/v1/payment_intents', OPEN);
    simulator.setLatency({ latencyMs: 50 });
    const caller = new AbortController();
    const gone = request(`/v1/payment_intents/${body.id}/confirm`, {
      method: 'POST',
      body: new URLSearchParams(CONFIRM),
      signal: caller.signal,
    });
    while (simulator.calls.byOperation().confirm === 0) await new Promise(setImmediate);
    caller.abort();
    await expect(gone).rejects.toThrow();

    expect(simulator.ledger.captures('A')).toHaveLength(0);
    clock.advance(50);
    await new Promise(setImmediate);
    expect(simulator.ledger.captures('A')).toHaveLength(1);
  });

  it('counts what reached it, by operation and time', async () => {
    const startMs = clock.now();
    const { body } = await post('/v1/payment_intents', OPEN);
    clock.advance(1000);
    simulator.faults.setOutage('503');
    await request(`/v1/payment_intents/${body.id}`);

    expect(simulator.calls.timesMs()).toEqual([startMs, startMs + 1000]);
    expect(await seen(`calls?fromMs=${startMs + 1}`)).toEqual({ open: 0, confirm: 0, read: 1, cancel: 0, refund: 0 });
    expect(await seen('call-times?operation=open')).toEqual([startMs]);
  });

  describe('over its control interface', () => {
    it('shows the ledger, whole and of one order', async () => {
      await post('/v1/payment_intents', OPEN);
      await post('/v1/payment_intents', { ...OPEN, 'metadata[orderId]': 'B' });

      expect(await seen('ledger')).toMatchObject({
        entries: [{ orderId: 'A' }, { orderId: 'B' }],
        netByOrder: { A: 0, B: 0 },
      });
      expect(await seen('ledger?orderId=B')).toEqual({ entries: [expect.objectContaining({ orderId: 'B' })] });
    });

    it('fails on demand', async () => {
      await control('fail-next', { kind: 'error-before-effect', operation: 'open', count: 1 });

      expect((await post('/v1/payment_intents', OPEN)).status).toBe(500);
      expect((await post('/v1/payment_intents', OPEN)).status).toBe(200);
    });

    it('fails at random', async () => {
      await control('fault-rates', [{ kind: 'rate-limited', probability: 1 }]);

      expect((await post('/v1/payment_intents', OPEN)).status).toBe(429);
    });

    it('starts, ends and schedules outages', async () => {
      await control('outage', { mode: '503' });
      expect((await post('/v1/payment_intents', OPEN)).status).toBe(503);
      await control('outage', { mode: null });
      expect((await post('/v1/payment_intents', OPEN)).status).toBe(200);
      await control('schedule-outage', { mode: '503', startInMs: 10, durationMs: 10 });
      clock.advance(10);
      expect((await post('/v1/payment_intents', OPEN)).status).toBe(503);
    });

    it('refuses refunds of chosen orders', async () => {
      const { body } = await post('/v1/payment_intents', OPEN);
      await post(`/v1/payment_intents/${body.id}/confirm`, CONFIRM);
      await control('refuse-refunds', { orderIds: ['A'] });

      expect(await post('/v1/refunds', { payment_intent: body.id })).toMatchObject({
        status: 400,
        body: { error: { code: 'charge_disputed' } },
      });
    });

    it.each([
      ['fail-next', { kind: 'explode' }, 'kind'],
      ['fault-rates', [{ kind: 'rate-limited', probability: 2 }], 'probability'],
      ['latency', { latencyMs: 5, colour: 'red' }, 'colour'],
      ['outage', {}, 'mode'],
    ])('names what is wrong with a command: %s', async (name, command, field) => {
      const reply = await control(name, command);

      expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(field) } });
    });

    it('knows no other command', async () => {
      expect((await control('explode', {})).status).toBe(404);
    });
  });

  it('says that its port is taken', async () => {
    const port = Number(new URL(simulator.url).port);

    await expect(startGatewaySimulator({ clock, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
