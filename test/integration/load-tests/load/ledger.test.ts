import { ledgerOf } from '../../../../load-tests/load/ledger';
import { freePermit } from '../../../../pipeline/circuit-breaker/breaker';
import { audit } from '../../../../simulation/audit/audit';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../simulation/stripe/simulator';
import { intentReader } from '../../../../stages/payment/gateway/intent-list';
import { stripeGateway } from '../../../../stages/payment/gateway/stripe';
import { StrictStripe } from '../../../stages/strict-stripe';
import { failedOrder, goodRun } from '../../../unit/simulation/audit/runs';
import { handClock } from '../../../unit/simulation/stripe/hand-clock';

const options = { environment: 'ours', apiKey: async () => 'sk_test_audit' };
const clock = handClock();
let simulator: GatewaySimulator;
let strict: StrictStripe;
beforeEach(async () => {
  [simulator, strict] = await Promise.all([startGatewaySimulator({ clock }), StrictStripe.start()]);
});
afterEach(() => Promise.all([simulator.close(), strict.close()]));

/** Charges the fulfilled orders of a good run at a gateway, as the service does; gives the orders with their intents. */
const chargedRun = async (url: string) => {
  const gateway = stripeGateway({ ...options, callsAtOnce: 1, callsPerSecond: 1_000, url })({
    permit: freePermit,
    timeoutMs: 5_000,
  });
  const open = (orderId: string) =>
    gateway.open({ orderId, shopId: 'astoria', customerId: 'c-1', money: { amount: 900, currency: 'USD' } });
  const orders = await Promise.all(
    goodRun().orders.map(async (order) => {
      if (order.outcome !== 'fulfilled') return order;
      const { id: intentId } = await open(order.orderId);
      await gateway.confirm(intentId, 'pm_card_visa');
      return { ...order, payment: { intentId } };
    }),
  );
  return { gateway, open, orders };
};

/** What the audit makes of a run, given the ledger of another gateway than the simulator at `url`. */
const audited = async (url: string, orders: Awaited<ReturnType<typeof chargedRun>>['orders']) => {
  const { ledger: _, ...run } = goodRun();
  const reader = async () => intentReader({ ...options, url });
  return audit({ ...run, orders, ...(await ledgerOf({ reader }, orders, 0)) });
};

test("the simulator's own ledger is taken, without the key", async () => {
  await chargedRun(simulator.url);
  const reader = () => Promise.reject(new Error('asked for'));
  const { ledger, ledgerGap } = await ledgerOf({ url: simulator.url, reader }, [], 0);
  expect(ledger?.map(({ type }) => type).sort()).toEqual(['captured', 'captured', 'opened', 'opened']);
  expect(ledgerGap).toBeUndefined();
});

test('of another gateway the list of its intents is the ledger, and every promise about money is checked', async () => {
  const { orders } = await chargedRun(simulator.url);
  expect(await audited(simulator.url, orders)).toMatchObject({ findings: [], notCovered: [] });
});

test('a second charge, and one of an order that failed, are found in the list', async () => {
  const { gateway, orders } = await chargedRun(simulator.url);
  for (const [orderId, amount] of [
    ['good-1', 950],
    ['bad-1', 900],
  ] as const) {
    const money = { amount, currency: 'USD' };
    const { id } = await gateway.open({ orderId, shopId: 'astoria', customerId: 'c-1', money });
    await gateway.confirm(id, 'pm_card_visa');
  }
  const { findings } = await audited(simulator.url, orders);
  expect(findings.map(({ invariant, orderId }) => `${invariant} ${orderId}`).sort()).toEqual([
    'ledgerMatchesOutcome bad-1',
    'ledgerMatchesOutcome good-1',
    'neverTwoCaptures good-1',
    'refusedBeforeCharge bad-1',
  ]);
});

test('a stand-in without a list is checked by the stored intents, and the rest is reported as not checked', async () => {
  const { gateway, open, orders } = await chargedRun(strict.url);
  const { id: intentId } = await open('kept');
  await gateway.confirm(intentId, 'pm_card_visa');
  const report = await audited(strict.url, [...orders, { ...failedOrder('kept'), payment: { intentId } }]);
  expect(report.findings.map(({ invariant, orderId }) => `${invariant} ${orderId}`)).toEqual(
    expect.arrayContaining(['ledgerMatchesOutcome kept', 'intentsSealed kept']),
  );
  expect(report.notCovered.map(({ invariant }) => invariant)).toEqual(['neverTwoCaptures', 'refusedBeforeCharge']);
  expect(report.ledgerGap).toMatch(/^the gateway has no list of payment intents .* cannot be seen$/);
});

test('a gateway that does not answer leaves the money unchecked, with the reason', async () => {
  const { orders } = await chargedRun(simulator.url);
  simulator.faults.setOutage('503');
  const { invariants, ledgerGap } = await audited(simulator.url, orders);
  expect(invariants).not.toHaveProperty('ledgerMatchesOutcome');
  expect(ledgerGap).toBe('the gateway cannot be read: the gateway failed (HTTP 503)');
});

test('on a stand-in of this machine, which has no ledger of the simulator’s, the intents are read', async () => {
  const { orders } = await chargedRun(strict.url);
  const reader = async () => intentReader({ ...options, url: strict.url });
  expect(await ledgerOf({ url: strict.url, reader }, orders, 0)).toMatchObject({ ledger: { length: 4 } });
});
