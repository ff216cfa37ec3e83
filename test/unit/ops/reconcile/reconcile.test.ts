import { addMissing, counterDifferences, countsByDay } from '../../../../ops/reconcile/counter-differences';
import { daysToCheck } from '../../../../ops/reconcile/orders';
import { ticketDifferences } from '../../../../ops/reconcile/ticket-differences';
import { countsWith } from '../../../../ops/stock/set';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { seenTwice } from '../../../../pipeline/reconcile/difference';
import { heldByOrders, rightCounts, stockDifferences } from '../../../../pipeline/reconcile/stock-differences';
import { fulfilledOrder } from '../../simulation/audit/runs';

const done = { at: '2026-11-24T09:00:00.000Z', causedBy: 'e' };
const holding = (orderId: string, quantity: number, more: Partial<OrderHistory> = {}): OrderHistory => ({
  orderId,
  version: 3,
  shopId: 'astoria',
  allocated: { ...done, lines: { p1: quantity } },
  ...more,
});
const KEY = 'stock#astoria#p1';
const stockItem = (received: unknown, available: unknown, reserved: unknown, sold: unknown) =>
  new Map([[KEY, { PK: KEY, received, available, reserved, sold }]]);
const compared = (stock: ReturnType<typeof stockItem>, orders: readonly OrderHistory[], before = stock) =>
  stockDifferences({ before, after: stock, orders }, 'counters');

describe('stock against orders', () => {
  const orders = [
    holding('reserved', 2),
    holding('sold', 3, { settled: done }),
    holding('given back', 5, { released: { ...done, lines: { p1: 5 } } }),
  ];

  test('orders hold what they reserved and did not give back, or have bought', () => {
    expect(heldByOrders(orders).get(KEY)).toEqual({ reserved: 2, sold: 3 });
  });
  test('counters that agree are no difference', () => {
    expect(compared(stockItem(20, 15, 2, 3), orders)).toEqual({ differences: [], moving: [] });
  });
  test('a reservation that no order holds is put back on the shelf', () => {
    const [difference] = compared(stockItem(20, 11, 6, 3), orders).differences;
    expect(difference?.words).toBe(
      'stock of p1 in astoria: available says 11, it should be 15; reserved says 6, it should be 2 (orders hold 2 and have bought 3, 20 were received)',
    );
    expect(difference?.repair?.[0]?.Update?.ExpressionAttributeValues).toMatchObject({
      ':available': 15,
      ':reserved': 2,
      ':seen_available': 11,
      ':seen_reserved': 6,
    });
  });
  test.each([
    ['what was sold is too low: the orders know better', [20, 17, 2, 1], { available: 15, sold: 3 }],
    ['what was sold is too high, and all else agrees', [20, 15, 2, 9], { available: 15, sold: 3 }],
    [
      'more was sold than orders remember: they are forgotten after 90 days',
      [20, 10, 2, 8],
      { available: 10, sold: 8 },
    ],
    ['what is available is a text', [20, 'many', 2, 3], { available: 15, sold: 3 }],
    ['reserved is missing', [20, 15, undefined, 3], { reserved: 2, available: 15 }],
  ])('%s', (_, [received, available, reserved, sold], right) => {
    expect(rightCounts({ received, available, reserved, sold }, { reserved: 2, sold: 3 })).toMatchObject(right);
  });
  test('more reserved and sold than was received needs a person', () => {
    const [difference] = compared(stockItem(4, 0, 2, 2), orders).differences;
    expect(difference?.words).toContain('more is reserved and sold than the 4 received; count it and use stock set');
    expect(difference?.repair).toBeUndefined();
  });
  test('orders that hold a product without a stock item are told of', () => {
    const nothing = new Map();
    expect(stockDifferences({ before: nothing, after: nothing, orders }, 'counters').differences[0]?.words).toContain(
      'orders hold 5, and there is no stock item',
    );
  });
  test('nothing is said of a product that changed while the orders were read', () => {
    expect(compared(stockItem(20, 11, 6, 3), orders, stockItem(20, 13, 4, 3))).toEqual({
      differences: [],
      moving: [KEY],
    });
  });
  test('other shops are left out if one is asked for', () => {
    const stock = stockItem(20, 11, 6, 3);
    expect(stockDifferences({ before: stock, after: stock, orders }, 'counters', 'soho').differences).toEqual([]);
  });
  test('what was counted on the shelf changes only what was received', () => {
    expect(countsWith({ received: 20, available: 'many', reserved: 2, sold: 3 }, 10)).toEqual({
      received: 15,
      available: 10,
      reserved: 2,
      sold: 3,
    });
    expect(() => countsWith({ reserved: 'x' }, 1)).toThrow('reserved is "x": stock reconcile --fix first');
  });
});

describe('only what was seen twice is believed', () => {
  const difference = { subject: KEY, words: 'reserved says 6, it should be 2', seen: '[20,11,6,3]' };
  test('unchanged: it is', () => expect(seenTwice([difference], [difference])).toEqual([difference]));
  test.each([
    ['gone', []],
    ['of another size', [{ ...difference, words: 'reserved says 5, it should be 2' }]],
    ['of the same size, with other counters', [{ ...difference, seen: '[20,10,6,4]' }]],
    ['of another product', [{ ...difference, subject: 'stock#astoria#p2' }]],
  ])('%s: it is not', (_, second) => expect(seenTwice([difference], second)).toEqual([]));
});

describe('tickets against orders', () => {
  const kitchen = { PK: 'kitchen#astoria', SK: 'kitchen', version: 8, open: { 'o-1': 'c-1' } };
  const { closed: _closed, ended: _ended, outcome: _outcome, ...open } = fulfilledOrder('o-1', 1);
  const differences = (kitchens: readonly (typeof kitchen)[], ...orders: OrderHistory[]) =>
    ticketDifferences(kitchens, orders, 'orders');

  test('a ticket of an order in the kitchen is right', () => expect(differences([kitchen], open)).toEqual([]));
  test('so is one of a cancelled order that fulfillment has still to take down', () => {
    expect(differences([kitchen], { ...open, outcome: 'cancelled', owes: ['ticket'] })).toEqual([]);
  });
  test('a ticket of an ended order is taken down, if order and kitchen are as they were seen', () => {
    const [left] = differences([kitchen], fulfilledOrder('o-1', 1));
    expect(left?.words).toBe('the kitchen of astoria has a ticket of o-1, but the order is fulfilled');
    expect(left?.repair).toEqual([
      {
        Update: expect.objectContaining({
          UpdateExpression: 'SET version = :next REMOVE #open.#o0',
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': 8, ':next': 9 },
        }),
      },
      { ConditionCheck: expect.objectContaining({ ExpressionAttributeValues: { ':version': 3 } }) },
    ]);
  });
  test('a ticket of an order that nobody knows, if still nobody knows it', () => {
    const [left] = differences([kitchen]);
    expect(left?.words).toContain('there is no such order');
    expect(left?.repair?.[1]?.ConditionCheck?.ConditionExpression).toBe('attribute_not_exists(PK)');
  });
  test('a scheduled order whose ticket is gone gets it back', () => {
    const [missing] = differences([{ ...kitchen, open: {} as typeof kitchen.open }], open);
    expect(missing?.words).toBe('the kitchen of astoria lacks ticket 1 of o-1');
    expect(missing?.repair?.[0]?.Update?.ExpressionAttributeValues).toMatchObject({ ':c0': 'c-1' });
  });
});

describe('business counters against orders', () => {
  const order: OrderHistory = {
    ...fulfilledOrder('o-1', 1),
    fulfilled: { ...done, latencyMs: 61_000, withinSla: true },
  };
  const right = {
    payments_charged: 1,
    allocations: 1,
    schedules: 1,
    orders_fulfilled: 1,
    revenue_USD: 900,
    latency_ms_sum: 61_000,
    latency_le_120: 1,
    within_sla: 1,
  };
  const differences = (shards: readonly Record<string, number>[], orders = [order]) =>
    counterDifferences('2026-11-24', shards, orders, 'counters');

  test('follow from what was done on each day', () => {
    const refunded = {
      ...holding('o-2', 1),
      refunded: { ...done, at: '2026-11-25T00:00:00.000Z', amount: 1, currency: 'USD' },
    };
    expect(Object.fromEntries(countsByDay([order, refunded]))).toEqual({
      '2026-11-24': { ...right, allocations: 2 },
      '2026-11-25': { payments_refunded: 1 },
    });
  });
  test('agree whichever shards they lie in', () => {
    const { within_sla, ...others } = right;
    expect(differences([others, {}, { within_sla }])).toEqual([]);
  });
  test('a crashed batch is made good, if no shard has counted since', () => {
    const { orders_fulfilled: _lost, ...counted } = right;
    const [difference] = differences([{}, counted]);
    expect(difference?.words).toBe('counters of 2026-11-24: orders_fulfilled counts 0, the orders say 1');
    expect(difference?.repair).toHaveLength(8);
    expect(difference?.repair?.[0]?.Update).toMatchObject({
      UpdateExpression: 'ADD #c0 :c0',
      ConditionExpression: 'attribute_not_exists(#s0)',
      ExpressionAttributeNames: { '#c0': 'orders_fulfilled', '#s0': 'orders_fulfilled' },
      ExpressionAttributeValues: { ':c0': 1 },
    });
    expect(difference?.repair?.[7]?.ConditionCheck?.ConditionExpression).toBe('attribute_not_exists(#s0)');
  });
  test('the condition names what each shard said', () => {
    const [first, second] = addMissing('counters', '2026-11-24', [{ a: 2 }, { b: 1 }], { a: 1, b: -1 });
    expect(first?.Update).toMatchObject({ ConditionExpression: '#s0 = :s0 AND attribute_not_exists(#s1)' });
    expect(second?.ConditionCheck).toMatchObject({
      ConditionExpression: 'attribute_not_exists(#s0) AND #s1 = :s1',
      ExpressionAttributeValues: { ':s1': 1 },
    });
  });
  test('are seen as they were in whatever order the table gives them', () => {
    const [one] = differences([{ a: 1, b: 2 }]);
    const [other] = differences([{ b: 2, a: 1 }]);
    expect(one?.seen).toBe(other?.seen);
  });
  test('too much is taken off again', () => {
    const [difference] = differences([{ ...right, payments_charged: 3 }]);
    expect(difference?.repair?.[0]?.Update?.ExpressionAttributeValues).toMatchObject({ ':c0': -2 });
  });
  test('declines and refusals, which orders do not tell apart, are compared together and left to a person', () => {
    const failed: OrderHistory = {
      orderId: 'o-2',
      version: 1,
      paymentFailed: { ...done, code: 'CARD_DECLINED', message: 'no' },
    };
    expect(differences([{ ...right, payments_declined: 1 }], [order, failed])).toEqual([]);
    const [difference] = differences([right], [order, failed]);
    expect(difference?.words).toContain('payments_declined and payments_refused count 0 together, the orders say 1');
    expect(difference?.repair).toBeUndefined();
  });
  test('are checked for the last days, and for later ones of a clock that is ahead', () => {
    const nowMs = Date.parse('2026-11-25T08:00:00Z');
    expect(daysToCheck(['2026-11-20', '2026-11-24', '2026-11-26'], 2, nowMs)).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
    ]);
  });
});
