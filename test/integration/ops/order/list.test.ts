import { listOrders } from '../../../../ops/order/list';
import type { Session } from '../../../../ops/target/session';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { putHistory } from '../../put-history';
import { type Operated, startOperated } from '../operated';

const MINUTE_MS = 60_000;
let aws: Operated;
let session: Session;
beforeAll(async () => {
  aws = await startOperated();
  session = aws.operator({});
  for (const [orderId, minutesAgo, shopId, more] of [
    ['young', 5, 'astoria', {}],
    ['hour-old', 60, 'astoria', {}],
    ['two-hours-old', 120, 'soho', {}],
    ['owed-money', 90, 'astoria', { outcome: 'failed', owes: ['refund'] }],
    [
      'over',
      300,
      'astoria',
      { outcome: 'failed', owes: [], closed: { at: '2026-11-24T08:00:00.000Z', causedBy: 'e', by: 'refund' } },
    ],
  ] as const) {
    const placedAt = new Date(session.now() - minutesAgo * MINUTE_MS).toISOString();
    const order: OrderHistory = {
      orderId,
      version: 1,
      shopId,
      snapshot: { customerId: 'c', items: [], total: 1, currency: 'USD', placedAt },
      ...(more as Partial<OrderHistory>),
    };
    await putHistory(aws.dynamodb, 'orders', order);
  }
});
afterAll(() => aws.close());

const idsOf = async (options: Parameters<typeof listOrders>[1]) => {
  const { orders, next } = (await listOrders(session, options)).json as { orders: OrderHistory[]; next?: string };
  return { ids: orders.map(({ orderId }) => orderId), next };
};
const openLongerThanMs = 30 * MINUTE_MS;

test('orders open for too long come oldest first: what has ended is not among them, what still owes something is', async () => {
  expect(await idsOf({ limit: 50, openLongerThanMs })).toEqual({
    ids: ['two-hours-old', 'owed-money', 'hour-old'],
    next: undefined,
  });
});

test('page by page', async () => {
  expect(await idsOf({ limit: 2, openLongerThanMs })).toEqual({
    ids: ['two-hours-old', 'owed-money'],
    next: 'owed-money',
  });
  expect(await idsOf({ limit: 2, openLongerThanMs, after: 'owed-money' })).toMatchObject({ ids: ['hour-old'] });
  await expect(idsOf({ limit: 2, openLongerThanMs, after: 'over' })).rejects.toThrow('order over is over meanwhile');
});

test('of one shop or state only', async () => {
  expect(await idsOf({ limit: 50, openLongerThanMs, shopId: 'soho' })).toMatchObject({ ids: ['two-hours-old'] });
  expect(await idsOf({ limit: 50, openLongerThanMs, state: 'closing' })).toMatchObject({ ids: ['owed-money'] });
});

test('without an age the whole table is read', async () => {
  expect((await idsOf({ limit: 50 })).ids).toHaveLength(5);
});
