import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { checkKey } from '../../pipeline/orders/table-keys';
import { anOrder, cancelled, created } from '../e2e/orders';
import { openWatchedShop, type WatchedShop } from './shop';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Shorter than by default, so that less time passes until an order is late. */
const FULFILLED_WITHIN_SECONDS = 120;

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop({ settings: { sla: { fulfilledWithinSeconds: FULFILLED_WITHIN_SECONDS } } });
});
afterAll(() => watched.close());

test('the kitchens take longer than is promised', async () => {
  const { traffic } = watched;
  await watched.raise(['orders-in-time'], {
    begin: () => traffic.change({ preparationMs: (FULFILLED_WITHIN_SECONDS + 60) * 1_000 }),
    end: () => traffic.change({}),
  });
});

test('nobody confirms more orders than are tolerated, two hours long', async () => {
  const { shop } = watched;
  const orders = Array.from({ length: 21 }, () => anOrder());
  // The bus keeps the time that a producer gives: these come from a till that has been offline.
  const Time = new Date(shop.environment.clock.now() - 2.5 * HOUR_MS);
  const each = async (send: (order: (typeof orders)[number]) => Promise<void>): Promise<void> => {
    for (const order of orders) await send(order);
  };
  await watched.raise(['orders-open-too-long'], {
    begin: () => each((order) => shop.when({ ...created(order), Time })),
    end: () => each((order) => shop.when(cancelled(order))),
  });
});

test('a bank has not decided on a charge for more than a day', async () => {
  const { shop } = watched;
  const { client, tableName: TableName } = shop.ordersTable;
  const { clock, gateway } = shop.environment;
  const order = anOrder({ token: 'pm_usBankAccount_processing' });
  const Key = checkKey(order.orderId);
  const check = async () => (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  await shop.when(created(order));
  while ((await check()) === undefined) await clock.sleep(1_000);
  /** The one thing that no event brings about: a day that passes. */
  const since = (sinceMs: number) =>
    client.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET sinceMs = :since',
        ExpressionAttributeValues: { ':since': sinceMs },
      }),
    );
  await watched.raise(['payment-pending-too-long'], {
    begin: () => since(clock.now() - 25 * HOUR_MS),
    async end() {
      gateway.payments.settle(String((await check())?.paymentId), true);
    },
  });
});

test('and the alarms are over when orders come to their ends', () => watched.allOver());
