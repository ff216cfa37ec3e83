import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../../../contracts/tables/config-table';
import { metricsKey, stockKey } from '../../../../contracts/tables/counter-table';
import { lookAtOrders } from '../../../../ops/reconcile/orders';
import { reconcile } from '../../../../ops/reconcile/reconcile';
import { lookAtStock } from '../../../../ops/reconcile/stock';
import { setStock } from '../../../../ops/stock/set';
import type { Session } from '../../../../ops/target/session';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import type { Findings } from '../../../../pipeline/reconcile/difference';
import { putHistory } from '../../put-history';
import { type Operated, startOperated } from '../operated';

let aws: Operated;
let session: Session;
beforeAll(async () => {
  aws = await startOperated();
  session = aws.operator({});
});
afterAll(() => aws.close());

const AT = '2026-11-24T08:00:00.000Z';
const done = { at: AT, causedBy: 'e' };
const order: OrderHistory = {
  orderId: 'o-1',
  version: 0,
  shopId: 'astoria',
  snapshot: { customerId: 'c-1', items: [], total: 900, currency: 'USD', placedAt: AT },
  charged: { ...done, amount: 900, currency: 'USD' },
  allocated: { ...done, lines: { p1: 2 } },
  scheduled: {
    ...done,
    ticket: 1,
    day: '2026-11-24',
    startsAt: AT,
    readyAt: AT,
    placedAt: AT,
    total: 900,
    currency: 'USD',
  },
};
const PK = stockKey('astoria', 'p1');
const put = (TableName: string, Item: object) => aws.dynamodb.send(new PutCommand({ TableName, Item: { ...Item } }));
const read = async (TableName: string, Key: Record<string, string>) =>
  (await aws.dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
const right = { PK, received: 10, available: 8, reserved: 2, sold: 0 };

beforeEach(async () => {
  await putHistory(aws.dynamodb, 'orders', order);
  await put('counters', right);
  await put('counters', { PK: metricsKey('2026-11-24', 3), payments_charged: 1, allocations: 1, schedules: 1 });
  for (const shard of [0, 7]) await put('counters', { PK: metricsKey('2026-11-24', shard), expiration: 99 });
  await put('orders', { PK: 'kitchen#astoria', SK: 'kitchen', version: 4, open: { 'o-1': 'c-1' }, lastTicket: 1 });
});

const fixing = (look: () => Promise<Findings>) => reconcile(session, look, { fix: true, settleMs: 1_000 });

test('what agrees is looked at once and left alone', async () => {
  for (const look of [lookAtStock(session), lookAtOrders(session, 1)]) {
    expect(await fixing(look)).toMatchObject({ json: { differences: [], fixed: 0, moving: 0 }, failed: false });
  }
});

test('a counter that somebody changed is put right from the orders', async () => {
  await put('counters', { ...right, reserved: 7, available: 'many' });
  expect(await fixing(lookAtStock(session))).toMatchObject({ json: { fixed: 1 }, failed: false });
  expect(await read('counters', { PK })).toEqual(right);
});

test('without --fix it is only told, and the exit code says so', async () => {
  await put('counters', { ...right, reserved: 7 });
  const answer = await reconcile(session, lookAtStock(session), { fix: false, settleMs: 0 });
  expect(answer).toMatchObject({ json: { differences: [{ subject: PK, result: 'found' }], fixed: 0 }, failed: true });
  expect(await read('counters', { PK })).toMatchObject({ reserved: 7 });
});

test('a difference of a moment is moving, not a difference', async () => {
  await put('counters', { ...right, reserved: 5, available: 5 });
  const answer = await reconcile(
    { ...session, sleep: async () => void (await put('counters', right)) },
    lookAtStock(session),
    { fix: true, settleMs: 1_000 },
  );
  expect(answer).toMatchObject({ json: { differences: [], moving: 0 }, failed: false });
});

test('an order that comes between look and repair wins: the counters stay as it left them', async () => {
  await put('counters', { ...right, reserved: 7 });
  const look = lookAtStock(session);
  let looks = 0;
  const answer = await fixing(async () => {
    const findings = await look();
    looks += 1;
    if (looks === 2) {
      await aws.dynamodb.send(
        new UpdateCommand({
          TableName: 'counters',
          Key: { PK },
          UpdateExpression: 'ADD available :less, reserved :more',
          ExpressionAttributeValues: { ':less': -1, ':more': 1 },
        }),
      );
    }
    return findings;
  });
  expect(answer).toMatchObject({ json: { differences: [{ result: 'changed meanwhile' }], fixed: 0 }, failed: true });
  expect(await read('counters', { PK })).toMatchObject({ available: 7, reserved: 8 });
});

test('counters of a crashed batch are made exact', async () => {
  await put('counters', { PK: metricsKey('2026-11-24', 3), payments_charged: 1 });
  expect(await fixing(lookAtOrders(session, 1))).toMatchObject({ json: { fixed: 1 }, failed: false });
  expect(await read('counters', { PK: metricsKey('2026-11-24', 0) })).toMatchObject({ allocations: 1, schedules: 1 });
  expect(await fixing(lookAtOrders(session, 1))).toMatchObject({ json: { differences: [] } });
});

test('a batch that counts between look and repair is not counted twice', async () => {
  await put('counters', { PK: metricsKey('2026-11-24', 3), payments_charged: 1, schedules: 1 });
  const look = lookAtOrders(session, 1);
  let looks = 0;
  const answer = await fixing(async () => {
    const findings = await look();
    looks += 1;
    if (looks === 2) await put('counters', { PK: metricsKey('2026-11-24', 7), allocations: 1 });
    return findings;
  });
  expect(answer).toMatchObject({ json: { differences: [{ result: 'changed meanwhile' }] } });
  expect(await read('counters', { PK: metricsKey('2026-11-24', 0) })).not.toHaveProperty('allocations');
});

test('a ticket too many is taken down, a lost one is hung up again', async () => {
  await put('orders', {
    PK: 'kitchen#astoria',
    SK: 'kitchen',
    version: 4,
    open: { ghost: 'c-2', 'ghost-2': 'c-3' },
    lastTicket: 1,
  });
  expect(await fixing(lookAtOrders(session, 1))).toMatchObject({ json: { fixed: 1 }, failed: false });
  expect(await read('orders', { PK: 'kitchen#astoria', SK: 'kitchen' })).toEqual({
    PK: 'kitchen#astoria',
    SK: 'kitchen',
    version: 5,
    open: { 'o-1': 'c-1' },
    lastTicket: 1,
  });
});

test('a count of the shelf keeps what is reserved and sold, and makes a new product', async () => {
  await setStock(session, { shopId: 'astoria', productId: 'p1', available: 30 });
  expect(await read('counters', { PK })).toEqual({ PK, received: 32, available: 30, reserved: 2, sold: 0 });
  await setStock(session, { shopId: 'soho', productId: 'p9', available: 5 });
  expect(await read('counters', { PK: stockKey('soho', 'p9') })).toMatchObject({
    received: 5,
    available: 5,
    reserved: 0,
  });
  await put('config', { PK: CONFIG_KEYS.orderProcessor, shopIds: ['astoria'] });
  const { lines } = await setStock(session, { shopId: 'soho', productId: 'p9', available: 6 });
  expect(lines[0]).toBe('no order of soho is taken: add it to shopIds of the config item order-processor');
  await expect(setStock(session, { shopId: 'a#b', productId: 'p1', available: 1 })).rejects.toThrow('--shop');
});
