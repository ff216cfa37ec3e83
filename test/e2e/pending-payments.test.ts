import { GetCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { GATEWAY_BREAKER } from '../../pipeline/circuit-breaker/names';
import { closed, opened } from '../../pipeline/circuit-breaker/state';
import { breakerStore } from '../../pipeline/circuit-breaker/store';
import { newCheck, putCheck } from '../../pipeline/orders/payment-checks';
import { checkKey } from '../../pipeline/orders/table-keys';
import { describeOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, type Order } from './orders';

jest.setTimeout(90_000);

/** Ten times as fast: the payment watcher looks every minute. */
const CLOCK_SCALE = 10;
const MINUTE_MS = 60_000;

let shop: CoffeeShop;
beforeAll(async () => {
  shop = await openCoffeeShop({ clockScale: CLOCK_SCALE });
});
afterAll(() => shop.close());

const now = () => shop.environment.clock.now();
const minutes = (count: number) => shop.environment.clock.sleep(count * MINUTE_MS);

/** A check that is due at once, as the payment stage puts it. */
const givenCheck = async ({ orderId, shopId }: Order): Promise<void> => {
  const { client, tableName } = shop.ordersTable;
  const check = newCheck({ orderId, shopId, paymentId: `pi_${orderId}`, waitingFor: 'processing' }, now() - MINUTE_MS);
  await client.send(new TransactWriteCommand({ TransactItems: [putCheck(tableName, check)] }));
};

const checkOf = async ({ orderId }: Order) => {
  const { client, tableName } = shop.ordersTable;
  return (await client.send(new GetCommand({ TableName: tableName, Key: checkKey(orderId), ConsistentRead: true })))
    .Item;
};

const breaker = () => breakerStore({ ...shop.ordersTable, name: GATEWAY_BREAKER, writer: 'test' });

/** What the payment stage made of the order's events. */
const outcomesOf = ({ orderId }: Order): string[] =>
  shop.log
    .filter((line) => line.includes(`"orderId":"${orderId}"`) && line.includes('"operation":"payment.check"'))
    .map((line) => (JSON.parse(line) as { outcome: string }).outcome);

describeOnlyHere('it takes minutes of the environment’s clock', 'a payment that is pending', () => {
  test('is asked about when its check is due, and again later; the payment stage takes the event', async () => {
    const order = anOrder();
    await givenCheck(order);

    const { detail } = await shop.event(order, 'Payment Check Due');
    expect(detail).toMatchObject({ shopId: order.shopId, paymentId: `pi_${order.orderId}` });
    while ((await checkOf(order))?.attempts !== 1) await minutes(0.05);
    expect((await checkOf(order))?.checkDue).toBeGreaterThan(now());
    while (outcomesOf(order).length === 0) await minutes(0.05);
    expect(outcomesOf(order)).toEqual(['the order is not known']);
    expect(await shop.depth('PaymentDeadLetterQueueUrl')).toBe(0);
  });

  test('is not asked about while the breaker is open, and is as soon as it is closed', async () => {
    const isOpen = opened(await breaker().read(), 'tried by a test', now(), {
      recoveryMs: 60 * MINUTE_MS,
      maxRecoveryMs: 60 * MINUTE_MS,
    });
    await breaker().write(isOpen);
    const order = anOrder();
    await givenCheck(order);
    await minutes(2.5);
    expect(shop.published(order)).toEqual([]);
    expect(await checkOf(order)).toMatchObject({ attempts: 0 });
    expect(shop.log.some((line) => line.includes('the payment queue is paused'))).toBe(true);

    await breaker().write(closed(isOpen, now()));
    await shop.event(order, 'Payment Check Due');
  });
});

test('an ordinary order has no check, from placed to fulfilled', async () => {
  const order = anOrder();
  await shop.givenFulfilled(order);
  expect(await checkOf(order)).toBeUndefined();
  const { client, tableName } = shop.ordersTable;
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
  const ofOrder = Items.filter(({ PK }) => PK === checkKey(order.orderId).PK);
  expect(ofOrder.length).toBeGreaterThan(0);
  for (const item of ofOrder) expect(Object.keys(item).filter((name) => name.startsWith('check'))).toEqual([]);
});
