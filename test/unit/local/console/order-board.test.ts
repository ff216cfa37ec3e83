import { keptOrder } from '../../../../local/console/kept-orders';
import { OrderBoard } from '../../../../local/console/order-board';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';

const event = (type: string, detail: object) => ({ 'detail-type': type, detail });
const of = (orderId: string, more: object = {}) => ({ orderId, shopId: 'astoria', ...more });

/** A board that has heard these events of order `o-1`, a second apart from second 1 on. */
const boardAfter = (...types: string[]): OrderBoard => {
  const board = new OrderBoard();
  for (const [at, type] of types.entries()) board.record(event(type, of('o-1')), (at + 1) * 1_000);
  return board;
};

test.each([
  [['Order Created'], 'payment'],
  [['Order Confirmed'], 'payment'],
  [['Order Created', 'Payment Validated'], 'inventory'],
  [['Order Created', 'Payment Validated', 'Inventory Allocated'], 'fulfillment'],
  [['Order Created', 'Delivery Scheduled'], 'kitchen'],
  [['Order Created', 'Delivery Scheduled', 'Order Fulfilled'], 'fulfilled'],
  [['Order Created', 'Payment Failed', 'Order Failed'], 'failed'],
  [['Order Cancelled', 'Order Cancellation Completed'], 'cancelled'],
])('after %j an order is in %s', (types, place) => {
  expect(boardAfter(...types).order('o-1')?.place).toBe(place);
});

test('an event that comes late does not take an order back', () => {
  const board = boardAfter('Delivery Scheduled', 'Order Created', 'Payment Validated');
  expect(board.order('o-1')).toMatchObject({
    place: 'kitchen',
    lastEvent: 'Payment Validated',
    firstMs: 1_000,
    lastMs: 3_000,
  });
});

test('the latency runs from the later of created and confirmed to the first ticket', () => {
  const board = boardAfter('Order Confirmed', 'Order Created', 'Inventory Allocated', 'Delivery Scheduled');
  expect(board.order('o-1')?.serviceMs).toBe(2_000);
  expect(board.record(event('Delivery Scheduled', of('o-1')), 60_000)).toEqual({});
  expect(board.order('o-1')?.serviceMs).toBe(2_000);
});

test('a ticket without a creation completes no latency', () => {
  expect(new OrderBoard().record(event('Delivery Scheduled', of('o-1')), 5)).toEqual({ place: 'kitchen' });
});

test('it knows the total and why an order failed, and neither the items nor the card', () => {
  const board = new OrderBoard();
  const created = { ...of('o-1'), total: 750, currency: 'USD', payment: { token: 'pm_card_visa' } };
  board.record(event('Order Created', created), 1);
  board.record(event('Order Failed', of('o-1', { reason: 'OUT_OF_STOCK' })), 2);
  const [found] = board.find({}, 10).orders;
  expect(found).toEqual({
    orderId: 'o-1',
    shopId: 'astoria',
    place: 'failed',
    firstMs: 1,
    lastMs: 2,
    lastEvent: 'Order Failed',
    total: '7.50 USD',
    reason: 'OUT_OF_STOCK',
  });
});

test.each([
  ['of a stock', event('Stock Low', of('o-1'))],
  ['without an order id', event('Order Created', { shopId: 'astoria' })],
  ['whose order id is a number', event('Order Created', { orderId: 7 })],
  ['without a detail', { 'detail-type': 'Circuit Opened', detail: null }],
])('an event %s is no order', (_, heard) => {
  const board = new OrderBoard();
  expect(board.record(heard, 1)).toEqual({});
  expect(board.find({}, 10).found).toBe(0);
});

test('orders are found by part of id, shop or reason in any case, and by place; what changed last comes first', () => {
  const board = new OrderBoard();
  board.record(event('Order Created', of('a-1')), 1);
  board.record(event('Order Created', { orderId: 'a-2', shopId: 'Hells-Kitchen' }), 2);
  board.record(event('Order Failed', of('b-1', { reason: 'SHOP_CLOSED: the shop has closed' })), 3);
  board.record(event('Payment Validated', of('a-1')), 4);
  const found = (wanted: Parameters<OrderBoard['find']>[0]) =>
    board.find(wanted, 10).orders.map(({ orderId }) => orderId);
  expect(found({})).toEqual(['a-1', 'b-1', 'a-2']);
  expect(found({ text: ' A- ' })).toEqual(['a-1', 'a-2']);
  expect(found({ text: 'hells' })).toEqual(['a-2']);
  expect(found({ text: 'shop_closed' })).toEqual(['b-1']);
  expect(found({ place: 'payment' })).toEqual(['a-2']);
  expect(found({ place: 'payment', text: 'b-' })).toEqual([]);
  expect(board.find({}, 1)).toMatchObject({ orders: [{ orderId: 'a-1' }], found: 3 });
});

test('orders that ended long ago are forgotten but stay counted; those under way never are', () => {
  const board = new OrderBoard(2);
  for (const id of ['open-1', 'open-2', 'open-3']) board.record(event('Order Created', of(id)), 1);
  for (const id of ['f-1', 'f-2', 'f-3', 'f-4']) board.record(event('Order Fulfilled', of(id)), 2);
  board.record(event('Order Failed', of('x-1')), 3);
  expect(board.counts()).toMatchObject({ payment: 3, fulfilled: 4, failed: 1, cancelled: 0 });
  expect(board.order('f-1')).toBeUndefined();
  expect(board.order('open-1')).toBeDefined();
  expect(board.find({}, 10).found).toBe(5);
});

describe('orders that were kept from before this start', () => {
  const at = '2026-11-27T10:00:00.000Z';
  const done = { at, causedBy: 'e-1' };
  const kept = (more: object) => keptOrder({ orderId: 'o-1', shopId: 'astoria', version: 3, ...more } as OrderHistory);

  test.each([
    [{}, 'payment'],
    [{ charged: done, validated: done }, 'inventory'],
    [{ validated: done, allocated: done }, 'fulfillment'],
    [{ allocated: done, scheduled: done }, 'kitchen'],
    [{ scheduled: done, outcome: 'cancelled', ended: done }, 'cancelled'],
    [{ scheduled: done, outcome: 'fulfilled', ended: done }, 'fulfilled'],
  ])('%j is in %s', (marks, place) => expect(kept(marks).place).toBe(place));

  test('one that failed says why, and when it last changed', () => {
    const order = kept({ outcome: 'failed', ended: { ...done, reason: 'SHOP_CLOSED' } });
    expect(order).toMatchObject({ place: 'failed', reason: 'SHOP_CLOSED', lastMs: Date.parse(at) });
  });

  test('what the bus has told of it since counts more', () => {
    const board = boardAfter('Order Created', 'Delivery Scheduled');
    board.recall(kept({}));
    board.recall({ ...kept({}), orderId: 'o-2' });
    expect(board.order('o-1')?.place).toBe('kitchen');
    expect(board.find({}, 10).found).toBe(2);
  });
});
