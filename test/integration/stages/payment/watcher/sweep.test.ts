import { freePermit } from '../../../../../pipeline/circuit-breaker/breaker';
import type { OutgoingEvent } from '../../../../../pipeline/events/outgoing';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../../simulation/stripe/simulator';
import { intentMetadata } from '../../../../../stages/payment/gateway/intent-metadata';
import { refundPages } from '../../../../../stages/payment/gateway/refund-list';
import { stripeGateway } from '../../../../../stages/payment/gateway/stripe';
import { sweepRefunds } from '../../../../../stages/payment/watcher/sweep';
import { recordedTelemetry } from '../../../../unit/pipeline/telemetry/recorded-telemetry';
import { type HandClock, handClock } from '../../../../unit/simulation/stripe/hand-clock';
import { newOrder } from '../gateway/contract';

const KEY = 'sk_test_sweep';
const TIMEOUT_MS = 5_000;
const HOUR_MS = 3_600_000;

let clock: HandClock;
let simulator: GatewaySimulator;
beforeEach(async () => {
  clock = handClock(Date.UTC(2026, 10, 30, 8));
  simulator = await startGatewaySimulator({ clock, apiKey: KEY });
});
afterEach(() => simulator.close());

const options = () => ({ apiKey: async () => KEY, url: simulator.url });

/** An order of an environment, charged with a card of Stripe's for tests. @returns its ids. */
const givenCharged = async (token = 'pm_card_visa', environment = 'ours') => {
  const gateway = stripeGateway({ ...options(), environment, callsAtOnce: 5, callsPerSecond: 1_000 })({
    permit: freePermit,
    timeoutMs: TIMEOUT_MS,
  });
  const { orderId } = newOrder();
  const { id: paymentId } = await gateway.open(newOrder({ orderId }));
  await gateway.confirm(paymentId, token);
  return { orderId, paymentId };
};

const refund = (paymentId: string) => simulator.payments.refunds.create(paymentId, {}, () => false);
const settle = (id: string, status: 'failed' | 'canceled' | 'succeeded') =>
  simulator.payments.refunds.settle(id, status);

/** All hours of the next day, one after the other. @returns what was published. */
const sweepOfDay = async () => {
  const events: OutgoingEvent<'Payment Check Due'>[] = [];
  const recorded = recordedTelemetry();
  const sweep = sweepRefunds({
    refundPage: refundPages(options(), TIMEOUT_MS),
    metadataOf: intentMetadata(options(), TIMEOUT_MS),
    turn: async () => undefined,
    publisher: {
      publish: async (records) => {
        for (const record of records) events.push(...(record.events as OutgoingEvent<'Payment Check Due'>[]));
        return new Map();
      },
    },
    pause: async () => undefined,
    telemetry: recorded.telemetry,
    environment: 'ours',
    atMostMs: 45_000,
    now: () => clock.now(),
  });
  for (let hour = 0; hour < 24; hour++) {
    clock.advance(HOUR_MS);
    await sweep(clock.now());
  }
  return { orders: events.map(({ detail }) => detail.orderId), events, sums: recorded.sums };
};

test('a refund that fails after it has succeeded is found within a day, and every day until it is 36 days old', async () => {
  const { orderId, paymentId } = await givenCharged();
  const { id } = refund(paymentId);
  expect((await sweepOfDay()).orders).toEqual([]);
  settle(id, 'failed');

  const first = await sweepOfDay();
  expect(first.events).toMatchObject([{ type: 'Payment Check Due', detail: { orderId, shopId: 'shop-1', paymentId } }]);
  const second = await sweepOfDay();
  expect(second.events[0]?.detail.metadata).not.toEqual(first.events[0]?.detail.metadata);
  clock.advance(36 * 24 * HOUR_MS);
  expect(await sweepOfDay()).toMatchObject({ orders: [], sums: { RefundsSwept: 0 } });
});

test('a refund that was pending is found if it fails or is canceled, not if it succeeds', async () => {
  const ends = ['failed', 'canceled', 'succeeded'] as const;
  simulator.payments.refunds.planNext({ status: 'pending', count: ends.length });
  const orders: string[] = [];
  for (const status of ends) {
    const { orderId, paymentId } = await givenCharged();
    orders.push(orderId);
    settle(refund(paymentId).id, status);
  }
  expect((await sweepOfDay()).orders.toSorted()).toEqual(orders.slice(0, 2).toSorted());
});

test('refunds of another environment on the same account are counted', async () => {
  const { paymentId } = await givenCharged('pm_card_visa', 'theirs');
  settle(refund(paymentId).id, 'failed');
  const { orders, sums } = await sweepOfDay();
  expect(orders).toEqual([]);
  expect(sums).toMatchObject({ RefundsSwept: 1, RefundsSweptFailed: 0, RefundsSweptForeign: 1 });
});
