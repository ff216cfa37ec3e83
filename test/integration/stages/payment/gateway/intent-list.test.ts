import { freePermit } from '../../../../../pipeline/circuit-breaker/breaker';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../../simulation/stripe/simulator';
import { GatewayConfigurationError, GatewayUnavailableError } from '../../../../../stages/payment/gateway/gateway';
import { intentReader, ListingUnsupportedError } from '../../../../../stages/payment/gateway/intent-list';
import { stripeGateway } from '../../../../../stages/payment/gateway/stripe';
import { StrictStripe } from '../../../../stages/strict-stripe';
import { type HandClock, handClock } from '../../../../unit/simulation/stripe/hand-clock';
import { newOrder } from './contract';

const KEY = 'sk_test_list';
const apiKey = async () => KEY;

let clock: HandClock;
let simulator: GatewaySimulator;
beforeEach(async () => {
  clock = handClock();
  simulator = await startGatewaySimulator({ clock, apiKey: KEY });
});
afterEach(() => simulator.close());

const gatewayOf = (environment: string) =>
  stripeGateway({ environment, apiKey, callsAtOnce: 5, callsPerSecond: 1_000, url: simulator.url })({
    permit: freePermit,
    timeoutMs: 5_000,
  });
const reader = (environment = 'ours') => intentReader({ environment, apiKey, url: simulator.url });

test('intents come with order, time, money and what was given back', async () => {
  const gateway = gatewayOf('ours');
  const order = newOrder();
  const { id } = await gateway.open(order);
  await gateway.confirm(id, 'pm_card_visa');
  await gateway.refund(id, order.money);
  expect(await reader().createdSince(clock.now() - 1_000)).toEqual([
    {
      id,
      orderId: order.orderId,
      status: 'captured',
      money: order.money,
      refundedAmount: order.money.amount,
      createdMs: Math.floor(clock.now() / 1000) * 1000,
    },
  ]);
});

test('intents of another environment on the same account are left out', async () => {
  await gatewayOf('theirs').open(newOrder());
  const { id } = await gatewayOf('ours').open(newOrder());
  expect((await reader().createdSince(0)).map((intent) => intent.id)).toEqual([id]);
});

test('older ones are left out', async () => {
  await gatewayOf('ours').open(newOrder());
  clock.advance(60_000);
  const { id } = await gatewayOf('ours').open(newOrder());
  expect((await reader().createdSince(clock.now() - 30_000)).map((intent) => intent.id)).toEqual([id]);
});

test('every page is read, each intent once, newest first', async () => {
  const gateway = gatewayOf('ours');
  const opened: string[] = [];
  for (let count = 0; count < 205; count++) opened.unshift((await gateway.open(newOrder())).id);
  expect((await reader().createdSince(0)).map(({ id }) => id)).toEqual(opened);
  expect(simulator.calls.byOperation().read).toBe(3);
});

test('one intent is read by its id, and an unknown one is undefined', async () => {
  const order = newOrder();
  const { id } = await gatewayOf('ours').open(order);
  expect(await reader().read(id)).toMatchObject({ id, orderId: order.orderId, status: 'unconfirmed' });
  expect(await reader().read('pi_nobody')).toBeUndefined();
});

test('an outage, and a key that is refused, are no empty list', async () => {
  simulator.faults.setOutage('503');
  await expect(reader().createdSince(0)).rejects.toThrow(GatewayUnavailableError);
  await expect(reader().read('pi_1')).rejects.toThrow(GatewayUnavailableError);
  simulator.faults.setOutage('unauthorized');
  await expect(reader().createdSince(0)).rejects.toThrow(GatewayConfigurationError);
});

test('a stand-in without a list is known as one, and still read by id', async () => {
  const stripe = await StrictStripe.start();
  const strict = intentReader({ environment: 'ours', apiKey, url: stripe.url });
  const gateway = stripeGateway({
    environment: 'ours',
    apiKey,
    callsAtOnce: 1,
    callsPerSecond: 1_000,
    url: stripe.url,
  });
  const { id } = await gateway({ permit: freePermit, timeoutMs: 5_000 }).open(newOrder());
  await expect(strict.createdSince(0)).rejects.toThrow(ListingUnsupportedError);
  expect(await strict.read(id)).toMatchObject({ id, status: 'unconfirmed' });
  await stripe.close();
});
