import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { historyFromItem, itemFromHistory } from '../../../../pipeline/orders/order-item';
import { historyOf, newOrder } from '../../../../pipeline/orders/order-states';

const created = { at: '2026-11-24T10:00:00.000Z', causedBy: 'event-created' };
const ready = { at: '2026-11-24T10:05:00.123Z', causedBy: 'event-ready' };

const order: OrderHistory = {
  orderId: 'o-1',
  version: 7,
  shopId: 'astoria',
  snapshot: {
    customerId: 'c-1',
    items: [{ productId: 'p32', quantity: 2, unitPrice: 300 }],
    total: 600,
    currency: 'USD',
    placedAt: '2026-11-24T05:00:00-05:00',
  },
  payment: { intentId: 'pi_1' },
  charged: { ...created, amount: 600, currency: 'USD' },
  scheduled: {
    ...created,
    ticket: 3,
    day: '2026-11-24',
    startsAt: '2026-11-24T10:00:01.000Z',
    readyAt: '2026-11-24T10:01:31.000Z',
    placedAt: '2026-11-24T10:00:00.000Z',
    total: 600,
    currency: 'USD',
  },
  fulfilled: { ...ready, latencyMs: 300_123, withinSla: true },
  outcome: 'fulfilled',
  ended: ready,
  owes: [],
  closed: { ...ready, by: 'fulfillment.ready' },
};

test('an order comes back from its item as it was stored', () => {
  expect(historyFromItem(itemFromHistory(order))).toEqual(order);
});

test('a customer’s own spelling of a time is kept: it may be compared with a duplicate', () => {
  expect(historyFromItem(itemFromHistory(order)).snapshot?.placedAt).toBe('2026-11-24T05:00:00-05:00');
});

test('each cause is stored once, however many operations it had', () => {
  expect(itemFromHistory(order).causes).toEqual(['event-created', 'event-ready']);
});

test('a UUID goes in short, any other event id as it is, whatever it looks like', () => {
  const causedBy = '5c2c1f0e-6f0b-4c0e-8d3f-0f4f5a9b7e61';
  const odd = '~an id of some producer';
  const item = itemFromHistory({
    ...order,
    confirmed: { ...created, causedBy },
    settled: { ...created, causedBy: odd },
  });
  expect(item.causes).toEqual(['event-created', 'event-ready', expect.stringMatching(/^~.{22}$/), `~~${odd}`]);
  expect(historyFromItem(item)).toMatchObject({ confirmed: { causedBy }, settled: { causedBy: odd } });
});

test('an attribute that this release does not know survives a rewrite', () => {
  const item = { ...itemFromHistory(order), loyalty: { points: 6 } };
  expect(itemFromHistory(historyFromItem(item))).toMatchObject({ loyalty: { points: 6 } });
});

test('an order of which nothing is known is its key and version', () => {
  expect(itemFromHistory(historyOf(newOrder('o-2')))).toEqual({ PK: 'order#o-2', SK: 'order', version: 0 });
});
