import { indexKeys, isSettled, OPEN_ORDERS_SHARDS, startedAt } from '../../../../pipeline/orders/open-orders';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { historyFromItem, itemFromHistory } from '../../../../pipeline/orders/order-item';

const done = (time: string) => ({ at: `2026-11-24T${time}.000Z`, causedBy: 'e' });
const placed: OrderHistory = {
  orderId: 'o-1',
  version: 0,
  shopId: 'astoria',
  snapshot: { customerId: 'c-1', items: [], total: 900, currency: 'USD', placedAt: '2026-11-24T08:00:00+01:00' },
};
const closed = { ...done('09:00:00'), by: 'fulfillment.ready' };

describe('an order is over', () => {
  test.each<[string, boolean, Partial<OrderHistory>]>([
    ['not when it is placed', false, {}],
    ['not when it has failed and money is owed', false, { outcome: 'failed', owes: ['refund'] }],
    ['when it has failed and nothing is owed', true, { outcome: 'failed', owes: [], closed }],
    ['not when it is handed over and its stock still reserved', false, { outcome: 'fulfilled', closed }],
    ['when its stock is sold', true, { outcome: 'fulfilled', closed, settled: done('09:01:00') }],
  ])('%s', (_, expected, more) => expect(isSettled({ ...placed, ...more })).toBe(expected));
});

describe('the index of open orders', () => {
  test('has an order since it was first heard of, in whatever zone the customer writes', () => {
    const order = { ...placed, confirmed: done('07:30:00') };
    expect(startedAt(order)).toBe('2026-11-24T08:00:00+01:00');
    expect(indexKeys(order).openSince).toBe(Date.parse('2026-11-24T07:00:00Z'));
  });
  test.each<[string, Partial<OrderHistory>]>([
    ['confirmed', { confirmed: done('07:30:00') }],
    ['ready', { readied: done('07:30:00') }],
    ['cancelled', { outcome: 'cancelled', ended: done('07:30:00'), owes: ['refund', 'release', 'ticket'] }],
  ])('has one that was %s before it was created, since our own clock said so', (_, early) => {
    expect(indexKeys({ orderId: 'o-1', version: 0, ...early })).toMatchObject({
      openSince: Date.parse('2026-11-24T07:30:00Z'),
    });
  });
  test('has one that was placed in the future since it was charged, as an earlier release may have stored it', () => {
    const snapshot = { ...placed.snapshot, placedAt: '9999-12-31T23:59:59Z' } as OrderHistory['snapshot'];
    const order = {
      ...placed,
      snapshot,
      charged: { ...done('07:30:00'), amount: 900, currency: 'USD' },
    } as OrderHistory;
    expect(indexKeys(order)).toMatchObject({ openSince: Date.parse('2026-11-24T07:30:00Z') });
  });
  test('loses it when it is over', () => {
    expect(indexKeys({ ...placed, outcome: 'failed', closed })).toEqual({});
  });
  test('spreads orders over its shards, each always in the same', () => {
    const shards = Array.from({ length: 800 }, (_, at) => indexKeys({ ...placed, orderId: `order-${at}` }).openShard);
    const sizes = Array.from(
      { length: OPEN_ORDERS_SHARDS },
      (_, shard) => shards.filter((one) => one === shard).length,
    );
    expect(Math.min(...sizes)).toBeGreaterThan(50);
    expect(indexKeys({ ...placed, version: 9 })).toEqual(indexKeys(placed));
  });
  test('is the item’s business: the order comes back without its marks', () => {
    expect(itemFromHistory(placed)).toMatchObject(indexKeys(placed));
    expect(historyFromItem(itemFromHistory(placed))).toEqual(placed);
  });
});
