import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { GATEWAY_BREAKER } from '../../pipeline/circuit-breaker/names';
import { BREAKER_SORT_KEY, breakerPartition } from '../../pipeline/orders/table-keys';
import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
});
afterAll(() => watched.close());

const outage = (mode: '503' | 'unauthorized') => {
  const { faults } = watched.shop.environment.gateway;
  return { begin: () => faults.setOutage(mode), end: () => faults.setOutage(undefined) };
};

test('it does not answer', async () => {
  await watched.raise(['breaker-open', 'customers-not-served'], outage('503'));
  await watched.allOver();
});

test('our key is wrong: that is known within five minutes where four payments a minute are made', async () => {
  const [raised] = await watched.raise(['gateway-refuses-us'], outage('unauthorized'));
  expect(raised?.seconds).toBeLessThanOrEqual(300);
  await watched.traffic.served();
});

test('the state of its circuit breaker is not one', async () => {
  const { client, tableName: TableName } = watched.shop.ordersTable;
  const Key = { PK: breakerPartition(GATEWAY_BREAKER), SK: BREAKER_SORT_KEY };
  const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  await watched.raise(['breaker-failing-open'], {
    begin: () => client.send(new PutCommand({ TableName, Item: { ...Item, ...Key, status: 'ajar' } })),
    end: () => client.send(new PutCommand({ TableName, Item: { ...Item, ...Key } })),
  });
});

test('it declines the cards of all customers', async () => {
  const { traffic } = watched;
  await watched.raise(['payment-success'], {
    begin: () => traffic.change({ order: { token: 'pm_card_chargeDeclined' } }),
    end: () => traffic.change({}),
  });
});

test('and the alarms are over when it works', () => watched.allOver());
