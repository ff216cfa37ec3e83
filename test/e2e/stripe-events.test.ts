import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { newCheck, putCheck } from '../../pipeline/orders/payment-checks';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, type Order } from './orders';

jest.setTimeout(60_000);

/** The synthesized stack with `-c stripeEventBus=…`. */
const BUS = 'aws.partner/stripe.com/ed_test_61T';
const ENVIRONMENT = '000000000000/us-east-1/CoffeeShopOrderProcessor';
const CLIENT_SECRET = 'pi_1_secret_2';

let shop: CoffeeShop;
/** What came onto Stripe's bus, with the order that the object's metadata names. */
const onBus: { readonly type: string; readonly orderId: string | undefined }[] = [];
beforeAll(async () => {
  shop = await openCoffeeShop({ context: { stripeEventBus: BUS } });
  shop.environment.events.onEvent(({ source, 'detail-type': type, detail }) => {
    if (source !== BUS) return;
    const { data } = detail as { data: { object: { metadata?: { orderId?: string } } } };
    onBus.push({ type, orderId: data.object.metadata?.orderId });
  });
});
afterAll(() => shop.close());

/** The gateway's simulator is told what happens there, as by hand. */
const whenAtGateway = async (command: string, input: object): Promise<void> => {
  const url = `${shop.environment.gateway.url}/_sim/${command}`;
  expect((await fetch(url, { method: 'POST', body: JSON.stringify(input) })).status).toBe(200);
};

const untilOnBus = async (type: string, { orderId }: Order): Promise<void> => {
  while (!onBus.some((event) => event.type === type && event.orderId === orderId)) await pause();
};

/** Stripe sends an event about an object, with more of it than we may keep (https://docs.stripe.com/api/events/object). */
const whenStripeSends = (type: string, object: object): void => {
  const detail = {
    id: `evt_${type}`,
    object: 'event',
    type,
    data: { object: { client_secret: CLIENT_SECRET, ...object } },
  };
  const answer = shop.environment.events.putPartnerEvents([
    { Source: BUS, DetailType: type, Detail: JSON.stringify(detail) },
  ]);
  expect(answer.FailedEntryCount).toBe(0);
};

const whenIntentSucceeds = ({ orderId, shopId }: Order, environment = ENVIRONMENT): void =>
  whenStripeSends('payment_intent.succeeded', {
    id: `pi_${orderId.replaceAll('-', '')}`,
    metadata: { environment, orderId, shopId },
  });

/** An intent of the same account that somebody else opened. @returns its id. */
const givenIntentOfAnother = async (): Promise<string> => {
  const answer = await fetch(`${shop.environment.gateway.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_another', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'amount=700&currency=usd&metadata[basket]=7',
  });
  return ((await answer.json()) as { id: string }).id;
};

const givenCheck = async ({ orderId, shopId }: Order): Promise<void> => {
  const { client, tableName } = shop.ordersTable;
  const pending = { orderId, shopId, paymentId: 'pi_1', waitingFor: 'authentication' } as const;
  const check = newCheck(pending, shop.environment.clock.now());
  await client.send(new TransactWriteCommand({ TransactItems: [putCheck(tableName, check)] }));
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

const hintsWorked = async (): Promise<void> => {
  while ((await shop.depth('StripeEventsQueueUrl')) > 0) await pause();
};

test('a payment that is pending is asked about as soon as Stripe tells of it', async () => {
  const order = anOrder();
  await givenCheck(order);
  whenIntentSucceeds(order);
  expect((await shop.event(order, 'Payment Check Due')).detail).toMatchObject({ shopId: order.shopId });
});

test('an ordinary order ends without a check, though the gateway tells of its charge', async () => {
  const order = anOrder();
  await shop.givenFulfilled(order);
  await untilOnBus('payment_intent.succeeded', order);
  await hintsWorked();
  await shop.quiet();
  expect(shop.published(order)).not.toContain('Payment Check Due');
});

test('an order with a check is asked about as soon as the gateway tells of its charge', async () => {
  const order = anOrder();
  await givenCheck(order);
  await shop.givenPaid(order);
  const { payment } = (await shop.order(order)) ?? {};
  expect((await shop.event(order, 'Payment Check Due')).detail).toMatchObject({ paymentId: payment?.intentId });
});

test('a dispute causes a check of an order that ended long ago: the gateway tells whose payment it is', async () => {
  const order = anOrder();
  await shop.givenFulfilled(order);
  const { payment } = (await shop.order(order)) ?? {};
  await whenAtGateway('open-dispute', { intentId: payment?.intentId });
  expect((await shop.event(order, 'Payment Check Due')).detail).toMatchObject({ paymentId: payment?.intentId });
});

test('a refund that fails after its order has ended causes a check', async () => {
  const order = anOrder();
  await shop.givenPaid(order);
  await shop.when(cancelled(order));
  await shop.end(order);
  const { payment } = await shop.orderOnce(order, () => shop.netCharge(order) === 0);
  const refund = shop.environment.gateway.payments.refunds
    .newestFirst()
    .find(({ paymentId }) => paymentId === payment?.intentId);
  await whenAtGateway('settle-refund', { refundId: refund?.id, status: 'failed' });
  expect((await shop.event(order, 'Payment Check Due')).detail).toMatchObject({ paymentId: payment?.intentId });
});

test('an ordinary charge, and payments of others, cause nothing', async () => {
  const [ordinary, foreign] = [anOrder(), anOrder()];
  await givenCheck(foreign);
  whenIntentSucceeds(ordinary);
  whenIntentSucceeds(foreign, '000000000000/us-east-1/Another');
  whenStripeSends('refund.updated', { id: 're_1', payment_intent: await givenIntentOfAnother() });
  whenStripeSends('charge.refunded', { id: 'ch_1', payment_intent: null });
  await hintsWorked();
  await shop.quiet();
  expect([shop.published(ordinary), shop.published(foreign)]).toEqual([[], []]);
  expect(shop.log.some((line) => /"StripeEventsForeign":1\b/.test(line))).toBe(true);
  expect(await shop.depth('StripeEventsDeadLetterQueueUrl')).toBe(0);
});

test('no client secret is in a log or left in a queue', async () => {
  expect(shop.log.filter((line) => line.includes('_secret_'))).toEqual([]);
  expect(await shop.depth('DeliveryFailureQueueUrl')).toBe(0);
});
