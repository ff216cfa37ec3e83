import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { failureClassOf } from '../../../../pipeline/batch/failure-class';
import { decideAgainOnConflict } from '../../../../pipeline/orders/commit';
import { newOrder, UnknownStateError } from '../../../../pipeline/orders/order-states';
import { CommitConflict, OrderStore, orderRead } from '../../../../pipeline/orders/order-store';
import { cancel } from '../../../../pipeline/orders/outcome';
import { putHistory } from '../../put-history';
import { COUNTERS, ORDERS, startTables, type Tables } from '../../tables';

const AN_HOUR_AGO = { at: '2026-11-24T12:00:00.000Z', causedBy: 'cancelled-event' };
let tables: Tables;
let store: OrderStore;

beforeAll(async () => {
  tables = await startTables();
  store = new OrderStore(tables.documents, ORDERS);
});
afterAll(() => tables.close());

test('an order comes back as it was stored, and an unknown one as new', async () => {
  const stored = await store.save({ ...newOrder('known'), shopId: 'astoria' });

  const { orders } = await store.read(['known', 'unknown']);

  expect(orders.get('known')).toEqual(stored);
  expect(orders.get('unknown')).toEqual(newOrder('unknown'));
});

test('attributes of a newer release survive a rewrite by this one', async () => {
  const Item = { PK: 'order#newer', SK: 'order', orderId: 'newer', version: 3, loyaltyPoints: 7 };
  await tables.documents.send(new PutCommand({ TableName: ORDERS, Item }));

  await store.save({ ...(await store.readOne('newer')), shopId: 'astoria' });

  expect(await store.readOne('newer')).toMatchObject({ version: 4, shopId: 'astoria', stored: { loyaltyPoints: 7 } });
});

test('of two who decided on the same order one is told, and can decide again', async () => {
  const read = await store.readOne('contested');
  await store.save({ ...read, shopId: 'astoria' });

  const late = store.save(cancel({ ...read, shopId: 'astoria' }, 'late', AN_HOUR_AGO));
  await expect(late).rejects.toBeInstanceOf(CommitConflict);
  const attempts: number[] = [];
  const again = await decideAgainOnConflict(async (attempt) => {
    attempts.push(attempt);
    const order = attempt === 0 ? read : await store.readOne('contested');
    return store.save(cancel(order, 'late', AN_HOUR_AGO));
  });

  expect(attempts).toEqual([0, 1]);
  expect(again).toMatchObject({ version: 2, shopId: 'astoria', outcome: { name: 'cancelled' } });
});

test('a conflict that persists is left to the queue', async () => {
  const stale = newOrder('stale');
  await store.save(stale);

  const error = await decideAgainOnConflict(
    () => store.save(stale),
    () => 0,
  ).catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(CommitConflict);
  expect(failureClassOf(error)).toBe('dependency');
});

test('a transaction is stored whole or not at all', async () => {
  const one = newOrder('whole-1');
  await store.save(newOrder('whole-2'));
  const counter = { Put: { TableName: COUNTERS, Item: { PK: 'stock#astoria#latte', available: 1 } } };

  await expect(store.commit([one, newOrder('whole-2')], [counter])).rejects.toBeInstanceOf(CommitConflict);

  expect(await store.readOne('whole-1')).toEqual(one);
  expect(await tables.items(COUNTERS)).toEqual([]);
});

test('more orders than one request may name are read all the same', async () => {
  const ids = Array.from({ length: 130 }, (_, at) => `many-${at}`);
  await Promise.all(ids.map((id) => store.save(newOrder(id))));
  const before = tables.sent.length;

  const { orders } = await store.read(ids);

  expect([...orders.values()].every((order) => orderRead(order).version === 1)).toBe(true);
  expect(orders.size).toBe(130);
  expect(tables.sent.slice(before)).toHaveLength(2);
});

test('an order in a state that this release does not know costs no other order anything', async () => {
  await putHistory(tables.documents, ORDERS, {
    orderId: 'of-a-newer-release',
    version: 2,
    shopId: 'astoria',
    charged: { ...AN_HOUR_AGO, amount: 900, currency: 'USD' },
  });
  await store.save(newOrder('neighbour'));

  const { orders } = await store.read(['of-a-newer-release', 'neighbour']);

  expect(orders.get('neighbour')).toMatchObject({ version: 1 });
  const unknown = orders.get('of-a-newer-release');
  expect(unknown).toBeInstanceOf(UnknownStateError);
  expect(failureClassOf(unknown)).toBe('dependency');
  expect((await store.readHistories(['of-a-newer-release'])).get('of-a-newer-release')).toMatchObject({ version: 2 });
});
