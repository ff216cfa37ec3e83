import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { OrderStore } from '../../../../../pipeline/orders/order-store';
import { deleteCheck, newCheck, type PaymentCheck, putCheck } from '../../../../../pipeline/orders/payment-checks';
import { checkStore } from '../../../../../stages/payment/watcher/check-store';
import { recordedTelemetry } from '../../../../unit/pipeline/telemetry/recorded-telemetry';
import { ORDERS, startTables, type Tables } from '../../../tables';

const NOON_MS = Date.UTC(2026, 10, 30, 12);
const MINUTE_MS = 60_000;

let tables: Tables;
let orders: OrderStore;
beforeEach(async () => {
  tables = await startTables();
  orders = new OrderStore(tables.documents, ORDERS);
});
afterEach(() => tables.close());

const { telemetry, lines } = recordedTelemetry();
const store = () => checkStore({ documents: tables.documents, ordersTable: ORDERS, log: telemetry.log });

const checkOf = (orderId: string, more: Partial<PaymentCheck> = {}): PaymentCheck => ({
  ...newCheck({ orderId, shopId: 'soho', paymentId: `pi_${orderId}`, waitingFor: 'processing' }, NOON_MS),
  ...more,
});
const given = async (...checks: PaymentCheck[]): Promise<void> => {
  for (const check of checks) await orders.commit([], [putCheck(ORDERS, check)]);
};
const idsOf = (checks: readonly PaymentCheck[]): string[] => checks.map(({ orderId }) => orderId).toSorted();

describe('checks that are due', () => {
  it('are found in all shards, whole, and no others', async () => {
    const due = Array.from({ length: 20 }, (_, number) => checkOf(`due-${number}`, { untilMs: NOON_MS + number }));
    await given(...due, checkOf('later', { dueMs: NOON_MS + 2 * MINUTE_MS }));
    const found = await store().due(NOON_MS + MINUTE_MS, 1_000);
    expect(found).toHaveLength(20);
    expect(found).toEqual(expect.arrayContaining(due));
  });

  it('are found page by page', async () => {
    // A page of DynamoDB is 1 MB at most.
    const size = 200_000;
    const big = Array.from({ length: 30 }, (_, number) => checkOf(`big-${number}`, { paymentId: 'p'.repeat(size) }));
    await given(...big);
    expect(await store().due(NOON_MS + MINUTE_MS, 1_000)).toHaveLength(30);
  });

  it('are bounded, the most overdue of each shard first', async () => {
    await given(...Array.from({ length: 60 }, (_, number) => checkOf(`o-${number}`, { dueMs: NOON_MS + number })));
    const found = await store().due(NOON_MS + MINUTE_MS, 8);
    expect(found).toHaveLength(8);
    const others = (await store().due(NOON_MS + MINUTE_MS, 1_000)).filter(
      (check) => !idsOf(found).includes(check.orderId),
    );
    expect(Math.min(...found.map(({ dueMs }) => dueMs))).toBe(NOON_MS);
    expect(others).toHaveLength(52);
  });

  it('do not wait for an item that is no check: it is logged by its key', async () => {
    await given(checkOf('sound'));
    const Item = { PK: 'order#odd', SK: 'check', checkShard: 0, checkDue: NOON_MS };
    await tables.documents.send(new PutCommand({ TableName: ORDERS, Item }));
    expect(idsOf(await store().due(NOON_MS + MINUTE_MS, 1_000))).toEqual(['sound']);
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { key: 'order#odd' } });
  });
});

describe('a check', () => {
  it('is postponed once by the watchers that found it, and again after that', async () => {
    await given(checkOf('o-1'));
    const [check] = (await store().due(NOON_MS + MINUTE_MS, 10)) as [PaymentCheck];
    const [one, other] = [store(), store()];
    const moved = await Promise.all([one, other].map((each) => each.postpone(check, NOON_MS + MINUTE_MS)));
    expect(moved.toSorted()).toEqual([false, true]);
    expect(await store().due(NOON_MS + 2 * MINUTE_MS, 10)).toEqual([]);
    expect(await store().due(NOON_MS + 3 * MINUTE_MS, 10)).toEqual([
      { ...check, attempts: 1, dueMs: NOON_MS + 3 * MINUTE_MS },
    ]);
  });

  it('that the stage has ended meanwhile is not made again', async () => {
    await given(checkOf('o-1'));
    await orders.commit([], [deleteCheck(ORDERS, 'o-1')]);
    expect(await store().postpone(checkOf('o-1'), NOON_MS)).toBe(false);
    expect(await tables.items(ORDERS)).toEqual([]);
  });

  it('that the stage has replaced meanwhile keeps its own time', async () => {
    const replaced = checkOf('o-1', { waitingFor: 'refund', sinceMs: NOON_MS + 1 });
    await given(checkOf('o-1'), replaced);
    expect(await store().postpone(checkOf('o-1'), NOON_MS)).toBe(false);
    expect(await store().due(NOON_MS + MINUTE_MS, 10)).toEqual([replaced]);
  });

  it('is ended without an error where there is none', async () => {
    await expect(orders.commit([], [deleteCheck(ORDERS, 'none')])).resolves.toBeUndefined();
  });
});

describe('what is pending', () => {
  it('is counted, and the oldest named; a dispute may take weeks', async () => {
    expect(await store().pending()).toEqual({ payments: 0, oldest: undefined });
    const oldest = checkOf('old', { sinceMs: NOON_MS - MINUTE_MS, dueMs: NOON_MS + 99 * MINUTE_MS });
    await given(checkOf('new'), oldest, checkOf('disputed', { waitingFor: 'dispute', sinceMs: 1 }));
    expect(await store().pending()).toEqual({ payments: 3, oldest });
  });

  it('is told of single orders at once: an order without a check is not pending', async () => {
    await given(checkOf('o-1'), checkOf('o-2', { waitingFor: 'refund' }));
    expect([...(await store().pendingOf(['o-1', 'o-3', 'o-1']))]).toEqual(['o-1']);
  });
});
