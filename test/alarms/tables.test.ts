import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { stockKey } from '../../contracts/tables/counter-table';
import { HOME, SCONE } from '../e2e/orders';
import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
});
afterAll(() => watched.close());

/** Writes an item of a table as somebody does by hand. @returns what puts back what was there. */
const overwrite = async (TableName: string, PK: string, values: object): Promise<() => Promise<unknown>> => {
  const { client } = watched.shop.ordersTable;
  const { Item = { PK } } = await client.send(new GetCommand({ TableName, Key: { PK }, ConsistentRead: true }));
  await client.send(new PutCommand({ TableName, Item: { ...Item, ...values } }));
  return () => client.send(new PutCommand({ TableName, Item }));
};

let restore: () => Promise<unknown> = async () => undefined;

test('the settings say nonsense', async () => {
  const { shop } = watched;
  await watched.raise(['config-invalid'], {
    async begin() {
      const values = { payment: { timeoutMs: 'fast' } };
      restore = await overwrite(shop.output('ConfigTableName'), CONFIG_KEYS.orderProcessor, values);
    },
    end: () => restore(),
  });
});

test('somebody counts stock that is not there', async () => {
  const { shop } = watched;
  await watched.raise(['inventory-accuracy'], {
    async begin() {
      const key = stockKey(HOME, SCONE.productId);
      restore = await overwrite(shop.output('CounterTableName'), key, { available: 9_999_999 });
    },
    end: () => restore(),
  });
});

test('and the alarms are over when the items are as they were', () => watched.allOver());
