import { inspect } from 'node:util';
import { freePermit } from '../../../../../pipeline/circuit-breaker/breaker';
import type { FaultKind, OutageMode } from '../../../../../simulation/stripe/faults';
import { KEY_LIFETIME_MS } from '../../../../../simulation/stripe/idempotency-keys';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../../simulation/stripe/simulator';
import {
  GatewayBusyError,
  GatewayConfigurationError,
  GatewayRefusedError,
  GatewayUnavailableError,
} from '../../../../../stages/payment/gateway/gateway';
import { type StripeGatewayOptions, stripeGateway } from '../../../../../stages/payment/gateway/stripe';
import type { MeasuredCall } from '../../../../../stages/payment/gateway/stripe-client';
import { type HandClock, handClock } from '../../../../unit/simulation/stripe/hand-clock';
import { describeGatewayContract, newOrder } from './contract';
import { type Disturbance, describeGatewayFailureContract } from './failure-contract';

const tokens = {
  approved: 'pm_card_visa',
  declined: 'pm_card_chargeDeclinedInsufficientFunds',
  authentication: 'pm_card_authenticationRequired',
  unknown: 'pm_1Secret',
};
const apiKey = 'sk_test_first';

const FAULT_OF: Readonly<Record<Disturbance, FaultKind>> = {
  'timeout after effect': 'timeout-after-effect',
  'timeout before effect': 'timeout-before-effect',
  'server error before effect': 'error-before-effect',
  'server error after effect': 'error-after-effect',
  'rate limit': 'rate-limited',
};

const stripeOnSimulator = async (options: Partial<StripeGatewayOptions> = {}) => {
  const clock: HandClock = handClock();
  const simulator: GatewaySimulator = await startGatewaySimulator({ clock, apiKey });
  const stripe = stripeGateway({
    environment: 'test',
    apiKey: async () => apiKey,
    callsAtOnce: 10,
    callsPerSecond: 1_000,
    url: simulator.url,
    ...options,
  });
  /** The gateway for a piece of work that waits so long. */
  const gatewayWithin = (timeoutMs: number) => stripe({ permit: freePermit, timeoutMs });
  // Long enough for a machine that is busy with other tests.
  const gateway = gatewayWithin(1_000);
  return {
    clock,
    simulator,
    gateway,
    gatewayWithin,
    tokens,
    close: () => simulator.close(),
    disturb: (operation: MeasuredCall['operation'], how: Disturbance) =>
      simulator.faults.failNext({ kind: FAULT_OF[how], operation }),
    forgetKeys: () => clock.advance(KEY_LIFETIME_MS),
    refuseRefundOf: (orderId: string) => void simulator.refundsRefused.add(orderId),
    rotateApiKey: () => simulator.setApiKey('sk_test_second'),
    charged: (orderId: string) => ({
      captures: simulator.ledger.captures(orderId).length,
      net: simulator.ledger.netByOrder()[orderId] ?? Number.NaN,
    }),
  };
};

describeGatewayContract('Stripe', stripeOnSimulator);
describeGatewayFailureContract('Stripe', stripeOnSimulator);

describe('the Stripe adapter', () => {
  let close: (() => Promise<void>) | undefined;
  const start = async (options?: Partial<StripeGatewayOptions>) => {
    const started = await stripeOnSimulator(options);
    close = started.close;
    return started;
  };
  afterEach(() => close?.());

  it('names order and shop in the gateway’s books', async () => {
    const { gateway, simulator } = await start();

    const { id } = await gateway.open(newOrder({ orderId: 'A-1' }));

    expect(simulator.ledger.entries('A-1')).toEqual([
      { intentId: id, orderId: 'A-1', type: 'opened', amount: 1250, currency: 'EUR', atMs: expect.any(Number) },
    ]);
  });

  it('passes the issuer’s reason for a decline on, at once and later', async () => {
    const { gateway } = await start();
    const { id } = await gateway.open(newOrder());
    const decline = { code: 'insufficient_funds', message: expect.stringMatching(/^Your card has insufficient funds/) };

    expect((await gateway.confirm(id, tokens.declined)).decline).toEqual(decline);
    expect((await gateway.read(id)).decline).toEqual(decline);
  });

  it('needs two requests to charge an order', async () => {
    const { gateway, simulator } = await start();

    await gateway.confirm((await gateway.open(newOrder())).id, tokens.approved);

    expect(simulator.calls.byOperation()).toEqual({ open: 1, confirm: 1, read: 0, cancel: 0, refund: 0 });
  });

  it('needs three requests to decline a card that asks for authentication', async () => {
    const { gateway, simulator } = await start();

    await gateway.confirm((await gateway.open(newOrder())).id, tokens.authentication);

    expect(simulator.calls.byOperation()).toEqual({ open: 1, confirm: 1, read: 0, cancel: 1, refund: 0 });
  });

  it('reports every request that it makes', async () => {
    const seen: MeasuredCall[] = [];
    const { gateway, disturb } = await start({ onCall: (call) => void seen.push(call) });
    const { id } = await gateway.open(newOrder());
    disturb('confirm', 'server error before effect');

    await expect(gateway.confirm(id, tokens.approved)).rejects.toThrow(GatewayUnavailableError);
    await gateway.confirm(id, tokens.declined);

    expect(seen.map(({ operation, ok }) => [operation, ok])).toEqual([
      ['open', true],
      ['confirm', false],
      ['confirm', true],
      ['cancel', true],
    ]);
    for (const { durationMs } of seen) expect(durationMs).toBeGreaterThan(0);
  });

  it('lets no client secret, log link or card out of its answers, errors and reports', async () => {
    const seen: unknown[] = [];
    const { gateway, disturb } = await start({ onCall: (call) => void seen.push(call) });
    const settled = (call: Promise<unknown>) =>
      call.catch((error: unknown) => error).then((one) => void seen.push(one));
    for (const token of Object.values(tokens)) {
      const { id } = await gateway.open(newOrder());
      await settled(gateway.confirm(id, token));
      await settled(gateway.confirm(id, token));
      await settled(gateway.cancel(id));
      disturb('read', 'server error before effect');
      await settled(gateway.read(id));
    }

    expect(seen.length).toBeGreaterThan(20);
    expect(inspect(seen, { depth: null })).not.toMatch(/_secret_|request_log_url|dashboard\.stripe|fingerprint|last4/);
  });

  it('uses a rotated key without being made anew', async () => {
    let secret = apiKey;
    let cached = secret;
    const { gateway, simulator, rotateApiKey } = await start({
      apiKey: async ({ fresh = false } = {}) => {
        if (fresh) cached = secret;
        return cached;
      },
    });
    rotateApiKey();
    secret = 'sk_test_second';

    const { status } = await gateway.open(newOrder());

    expect(status).toBe('unconfirmed');
    expect(simulator.calls.byOperation().open).toBe(2);
  });

  it('asks the gateway once only when a fresh key is the same one', async () => {
    const { gateway, simulator, rotateApiKey } = await start();
    rotateApiKey();

    await expect(gateway.open(newOrder())).rejects.toThrow(GatewayConfigurationError);

    expect(simulator.calls.byOperation().open).toBe(1);
  });

  it('waits as long as the piece of work allows that it is given to', async () => {
    const { gatewayWithin, simulator } = await start();
    const { id } = await gatewayWithin(60_000).open(newOrder());
    simulator.faults.setOutage('hanging');

    await expect(gatewayWithin(50).read(id)).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each<[OutageMode, string]>([
    ['refused', 'connection'],
    ['503', 'http_503'],
    ['hanging', 'timeout'],
  ])('calls an outage (%s) unavailable, and works again after it', async (mode, code) => {
    const { gateway, simulator } = await start();
    const { id } = await gateway.open(newOrder());
    simulator.faults.setOutage(mode);

    const failure = await gateway.confirm(id, tokens.approved).catch((error: unknown) => error);
    simulator.faults.setOutage(undefined);

    expect(failure).toBeInstanceOf(GatewayUnavailableError);
    expect(failure).toMatchObject({ code });
    expect((await gateway.confirm(id, tokens.approved)).status).toBe('captured');
  });

  it('calls a gateway that does not listen unavailable', async () => {
    const { gateway, close: stop } = await start();
    await stop();

    await expect(gateway.open(newOrder())).rejects.toThrow(GatewayUnavailableError);
  });

  it('survives one connection that was closed under it', async () => {
    const { gateway, simulator, charged } = await start();
    const order = newOrder();
    const { id } = await gateway.open(order);
    simulator.faults.failNext({ kind: 'reset-after-effect', operation: 'confirm' });

    expect((await gateway.confirm(id, tokens.approved)).status).toBe('captured');
    expect(charged(order.orderId).captures).toBe(1);
  });

  it('does not take a collision of two workers for an outage', async () => {
    const { gateway, simulator, clock } = await start();
    const { id } = await gateway.open(newOrder());
    simulator.setLatency({ latencyMs: 20 });
    const first = gateway.confirm(id, tokens.approved);
    while (simulator.calls.byOperation().confirm === 0) await new Promise(setImmediate);

    await expect(gateway.confirm(id, tokens.approved)).rejects.toThrow(GatewayBusyError);

    clock.advance(20);
    expect((await first).status).toBe('captured');
  });

  it('refuses an amount that is not one', async () => {
    const { gateway } = await start();

    await expect(gateway.open(newOrder({ money: { amount: 0, currency: 'EUR' } }))).rejects.toThrow(
      GatewayRefusedError,
    );
  });

  it('refuses to start with a URL that is none', () => {
    expect(() =>
      stripeGateway({
        environment: 'test',
        apiKey: async () => apiKey,
        callsAtOnce: 1,
        callsPerSecond: 1_000,
        url: 'localhost:1',
      }),
    ).toThrow(GatewayConfigurationError);
  });
});
