import { freePermit } from '../../../../../pipeline/circuit-breaker/breaker';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../../simulation/stripe/simulator';
import { GatewayConfigurationError, GatewayUnavailableError } from '../../../../../stages/payment/gateway/gateway';
import { type ListedRefund, refundPages } from '../../../../../stages/payment/gateway/refund-list';
import { stripeGateway } from '../../../../../stages/payment/gateway/stripe';
import { type HandClock, handClock } from '../../../../unit/simulation/stripe/hand-clock';
import { money, newOrder } from './contract';

const KEY = 'sk_test_refunds';
const HOUR_MS = 3_600_000;

let clock: HandClock;
let simulator: GatewaySimulator;
beforeEach(async () => {
  clock = handClock();
  simulator = await startGatewaySimulator({ clock, apiKey: KEY });
});
afterEach(() => simulator.close());

const options = () => ({ apiKey: async () => KEY, url: simulator.url });
const pageOf = (fromMs: number, toMs?: number, after?: string) =>
  refundPages(options(), 5_000)({ fromMs, toMs }, after);

/** A charge that was refunded as a whole. @returns the intent's id. */
const givenRefund = async (): Promise<string> => {
  const gateway = stripeGateway({ ...options(), environment: 'ours', callsAtOnce: 5, callsPerSecond: 1_000 })({
    permit: freePermit,
    timeoutMs: 5_000,
  });
  const { id } = await gateway.open(newOrder());
  await gateway.confirm(id, 'pm_card_visa');
  await gateway.refund(id, money);
  return id;
};

test('a refund comes with its intent and its status', async () => {
  const paymentId = await givenRefund();
  const { refunds, next } = await pageOf(0);
  expect(refunds).toEqual([{ id: expect.stringMatching(/^re_/), paymentId, status: 'succeeded' }]);
  expect(next).toBeUndefined();
});

test('those are listed that were created from the first moment on, and before the last', async () => {
  const startMs = clock.now();
  const intents: string[] = [];
  for (let hour = 0; hour < 3; hour++) {
    intents.push(await givenRefund());
    clock.advance(HOUR_MS);
  }
  const { refunds } = await pageOf(startMs + HOUR_MS, startMs + 2 * HOUR_MS);
  expect(refunds.map(({ paymentId }) => paymentId)).toEqual([intents[1]]);
  expect((await pageOf(startMs + HOUR_MS)).refunds.map(({ paymentId }) => paymentId)).toEqual([intents[2], intents[1]]);
});

test('every page is read once, newest first', async () => {
  const paymentId = await givenRefund();
  const { money } = newOrder();
  simulator.payments.refunds.settle((await pageOf(0)).refunds[0]?.id ?? '', 'failed');
  for (let count = 0; count < 204; count++) {
    simulator.payments.refunds.create(paymentId, { amount: Math.floor(money.amount / 204) }, () => false);
  }
  const found: ListedRefund[] = [];
  let pages = 0;
  for (let after: string | undefined; ; ) {
    const page = await pageOf(0, undefined, after);
    found.push(...page.refunds);
    pages += 1;
    after = page.next;
    if (after === undefined) break;
  }
  expect([pages, found.length, new Set(found.map(({ id }) => id)).size]).toEqual([3, 205, 205]);
  expect(found.at(-1)).toMatchObject({ status: 'failed' });
});

test('an outage, and a key that is refused, are no empty list', async () => {
  simulator.faults.setOutage('503');
  await expect(pageOf(0)).rejects.toThrow(GatewayUnavailableError);
  simulator.faults.setOutage('unauthorized');
  await expect(pageOf(0)).rejects.toThrow(GatewayConfigurationError);
});
