import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stockKey } from '../../../../../contracts/tables/counter-table';
import type { OrderHistory } from '../../../../../pipeline/orders/order-history';
import { OrderStore } from '../../../../../pipeline/orders/order-store';
import { countOpenOrders, readOpenOrders } from '../../../../../pipeline/orders/read-open-orders';
import { reconciliation } from '../../../../../stages/inventory/reconciliation/reconciliation';
import { recordedTelemetry } from '../../../../unit/pipeline/telemetry/recorded-telemetry';
import { putHistory } from '../../../put-history';
import { COUNTERS, ORDERS, startTables, type Tables } from '../../../tables';

const NOON_MS = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const at = (minutesAgo: number): string => new Date(NOON_MS - minutesAgo * MINUTE_MS).toISOString();
const done = { at: at(10), causedBy: 'e' };

let tables: Tables;
let orders = 0;
beforeEach(async () => {
  tables = await startTables();
});
afterEach(() => tables.close());

/** An order of one latte in a shop. */
const order = (more: Partial<OrderHistory> = {}, minutesAgo = 10): OrderHistory => ({
  orderId: `o-${++orders}`,
  version: 1,
  shopId: 'astoria',
  snapshot: { customerId: 'c', items: [], total: 400, currency: 'USD', placedAt: at(minutesAgo) },
  ...more,
});
const store = async (history: OrderHistory): Promise<OrderHistory> => {
  await putHistory(tables.documents, ORDERS, history);
  return history;
};
const holding = (quantity: number, more: Partial<OrderHistory> = {}): OrderHistory =>
  order({ allocated: { ...done, lines: { latte: quantity } }, ...more });
const givenStock = (shopId: string, received: number, available: number, reserved: number, sold: number) =>
  tables.documents.send(
    new PutCommand({
      TableName: COUNTERS,
      Item: { PK: stockKey(shopId, 'latte'), received, available, reserved, sold },
    }),
  );
const reserve = (shopId: string, quantity: number) =>
  tables.documents.send(
    new UpdateCommand({
      TableName: COUNTERS,
      Key: { PK: stockKey(shopId, 'latte') },
      UpdateExpression: 'ADD available :less, reserved :more',
      ExpressionAttributeValues: { ':less': -quantity, ':more': quantity },
    }),
  );

interface Run {
  readonly mostOrders?: number;
  /** Happens between the two looks. */
  readonly meanwhile?: () => Promise<unknown>;
}
const run = async ({ mostOrders = 100, meanwhile = async () => undefined }: Run = {}) => {
  const recorded = recordedTelemetry();
  let looks = 1;
  const report = await reconciliation({
    documents: tables.documents,
    orders: new OrderStore(tables.documents, ORDERS),
    counterTable: COUNTERS,
    telemetry: recorded.telemetry,
    openTooLongMs: 120 * MINUTE_MS,
    mostOrders,
    settleMs: 10_000,
    now: () => NOON_MS,
    sleep: async () => {
      looks += 1;
      await meanwhile();
    },
  })();
  return { ...recorded, report, looks };
};

describe('the stock of all shops', () => {
  it('is accurate if open orders hold what is reserved, and the rest of what was received is there or sold', async () => {
    await store(holding(2));
    await store(holding(3, { released: { ...done, lines: { latte: 3 } } }));
    await givenStock('astoria', 20, 15, 2, 3);
    await givenStock('soho', 5, 5, 0, 0);
    const { sums, looks, flushes } = await run();
    expect(sums).toMatchObject({ InventoryAccuracy: 100, InventoryDifferences: 0, InventoryMoving: 0 });
    expect([looks, flushes()]).toEqual([1, 1]);
  });

  it('is not, where a reservation has no order; its words are in the log', async () => {
    await givenStock('astoria', 20, 14, 6, 0);
    await givenStock('soho', 5, 5, 0, 0);
    const { sums, lines } = await run();
    expect(sums).toMatchObject({ InventoryAccuracy: 50, InventoryDifferences: 1 });
    expect(lines).toContainEqual({
      level: 'error',
      message: 'stock differs from the orders',
      fields: { subject: 'stock#astoria#latte', words: expect.stringContaining('reserved says 6, it should be 0') },
    });
  });

  it('is not, where pieces got lost between received, available and sold', async () => {
    await givenStock('astoria', 20, 10, 0, 8);
    expect((await run()).sums).toMatchObject({ InventoryAccuracy: 0, InventoryDifferences: 1 });
  });

  it('is not, where orders hold a product that the shop has no counter of', async () => {
    await store(holding(2));
    expect((await run()).lines[0]?.fields.words).toContain('orders hold 2, and there is no stock item');
  });
});

describe('what is under way is no difference', () => {
  it('an order that the index does not know yet has its place a moment later', async () => {
    await givenStock('astoria', 20, 18, 2, 0);
    const { sums, looks } = await run({ meanwhile: () => store(holding(2)) });
    expect(sums).toMatchObject({ InventoryAccuracy: 100, InventoryDifferences: 0 });
    expect(looks).toBe(2);
  });

  it('stock that is reserved while the orders are read moves, and is looked at again', async () => {
    await givenStock('astoria', 20, 18, 2, 0);
    await store(holding(2));
    tables.betweenReadAndWrite(() => reserve('astoria', 3));
    const { sums, looks } = await run({ meanwhile: () => store(holding(3)) });
    expect(sums).toMatchObject({ InventoryAccuracy: 100, InventoryDifferences: 0, InventoryMoving: 0 });
    expect(looks).toBe(2);
  });

  it('what still moves in the second look is not judged', async () => {
    await givenStock('astoria', 20, 18, 2, 0);
    await givenStock('soho', 5, 5, 0, 0);
    const { sums } = await run({ meanwhile: () => reserve('astoria', 1) });
    expect(sums).toMatchObject({ InventoryAccuracy: 100, InventoryDifferences: 0, InventoryMoving: 1 });
  });
});

describe('open orders', () => {
  it('are counted, and those open for too long: what has ended is not, however old', async () => {
    await store(order({}, 10));
    await store(order({}, 121));
    await store(order({ outcome: 'failed', owes: ['refund'] }, 500));
    await store(order({ outcome: 'failed', owes: [], closed: { ...done, by: 'refund' } }, 500));
    const { sums } = await run();
    expect(sums).toMatchObject({ OrdersOpen: 3, OrdersOpenTooLong: 2 });
  });

  it('leave the index when they are over', async () => {
    const saved = await store(order({}, 200));
    expect(await countOpenOrders(tables.documents, ORDERS)).toBe(1);
    await store({ ...saved, outcome: 'failed', owes: [], closed: { ...done, by: 'refund' } });
    expect(await countOpenOrders(tables.documents, ORDERS)).toBe(0);
  });

  it('are read oldest first, whichever shard they are in', async () => {
    for (const minutesAgo of [5, 90, 30, 60, 7, 300]) await store(order({}, minutesAgo));
    const { orders: read, complete } = await readOpenOrders(tables.documents, ORDERS, {
      olderThanMs: NOON_MS - 6 * MINUTE_MS,
    });
    expect(read.map(({ sinceMs }) => (NOON_MS - sinceMs) / MINUTE_MS)).toEqual([300, 90, 60, 30, 7]);
    expect([complete, read[0]?.shopId]).toEqual([true, 'astoria']);
  });

  it('too many of them: the stock is left alone and the log says so, their number is told all the same', async () => {
    for (let more = 0; more < 4; more++) await store(holding(1));
    await givenStock('astoria', 20, 20, 0, 0);
    const { sums, lines } = await run({ mostOrders: 3 });
    expect(sums).toEqual({ OrdersOpen: 4, OrdersOpenTooLong: 0 });
    expect(lines).toMatchObject([{ level: 'warn', fields: { openOrders: 4, mostOrders: 3 } }]);
  });
});
