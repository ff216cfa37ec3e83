import { matches, scanFilter } from '../../../../ops/order/list';
import { orderLines } from '../../../../ops/order/show';
import { stateOf, waitingFor } from '../../../../ops/order/state';
import { timeline } from '../../../../ops/order/timeline';
import { orderEvent } from '../../../../pipeline/events/outgoing';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 24, 9, 0, second)).toISOString();
const nowMs = Date.UTC(2026, 10, 24, 9, 10, 0);
const done = (second: number, causedBy = 'e') => ({ at: at(second), causedBy });

const placed: OrderHistory = {
  orderId: 'o-1',
  version: 1,
  shopId: 'astoria',
  snapshot: {
    customerId: 'c-1',
    items: [{ productId: 'p1', quantity: 2, unitPrice: 450 }],
    total: 900,
    currency: 'USD',
    placedAt: at(0),
  },
  payment: { intentId: 'pi_1' },
};
const charged: OrderHistory = { ...placed, charged: { ...done(1, 'created-1'), amount: 900, currency: 'USD' } };
const validated: OrderHistory = {
  ...charged,
  confirmed: done(2, 'confirmed-1'),
  validated: { ...done(2, 'confirmed-1'), by: 'confirm' },
};
const validatedId = orderEvent('Payment Validated', { orderId: 'o-1', shopId: '', at: '', causedBy: '' }, {} as never)
  .detail.metadata.eventId;
const allocated: OrderHistory = { ...validated, allocated: { ...done(3, validatedId), lines: { p1: 2 } } };
const ticket = {
  ticket: 7,
  day: '2026-11-24',
  startsAt: at(4),
  readyAt: at(49),
  placedAt: at(0),
  total: 900,
  currency: 'USD',
};
const scheduled: OrderHistory = { ...allocated, scheduled: { ...done(4, 'allocated-1'), ...ticket } };
const fulfilled: OrderHistory = {
  ...scheduled,
  readied: done(50, 'ready-1'),
  fulfilled: { ...done(50, 'ready-1'), latencyMs: 50_000, withinSla: true },
  outcome: 'fulfilled',
  ended: done(50, 'ready-1'),
  owes: [],
  closed: { ...done(50, 'ready-1'), by: 'fulfillment.ready' },
};
const settled: OrderHistory = { ...fulfilled, settled: done(51, 'fulfilled-1') };
const cancelled: OrderHistory = {
  ...allocated,
  outcome: 'cancelled',
  ended: { ...done(5, 'cancel-1'), reason: 'changed my mind' },
  owes: ['refund', 'release'],
};

describe('who waits for what', () => {
  test.each<[string, OrderHistory, string[]]>([
    ['nothing is known of it', { orderId: 'o-1', version: 0 }, ['Order Created from the order manager']],
    [
      'confirmed before it was created',
      { orderId: 'o-1', version: 1, confirmed: done(1) },
      ['Order Created from the order manager'],
    ],
    ['its intent is open', placed, ['payment to charge it (Order Created): pi_1 was opened']],
    ['paid', charged, ['Order Confirmed from the order manager']],
    ['validated', validated, ['inventory to reserve the stock (Payment Validated)']],
    ['allocated', allocated, ['fulfillment to schedule it (Inventory Allocated)']],
    ['scheduled', scheduled, [`Order Ready from the order manager: ticket 7 is due at ${at(49)}`]],
    ['handed over', fulfilled, ['inventory to book the stock as sold (Order Fulfilled)']],
    ['settled', settled, []],
    ['cancelled', cancelled, ['payment to give back 9.00 USD', 'inventory to give the reserved stock back']],
  ])('%s', (_, order, waits) => expect(waitingFor(order)).toEqual(waits));

  test('an order is closing until its stock is booked or its debts are paid', () => {
    expect([{ orderId: 'x', version: 0 }, scheduled, fulfilled, settled, cancelled].map(stateOf)).toEqual([
      'unknown',
      'open',
      'closing',
      'fulfilled',
      'closing',
    ]);
  });
});

describe('the timeline', () => {
  test('tells operations in their order, each with its cause and what came of it', () => {
    expect(timeline(settled).map(({ operation, cause }) => [operation, cause])).toEqual([
      ['placed', undefined],
      ['charged', 'Order Created'],
      ['confirmed', 'Order Confirmed'],
      ['validated', 'Order Confirmed'],
      ['allocated', 'Payment Validated'],
      ['scheduled', 'Inventory Allocated'],
      ['ready', 'Order Ready'],
      ['handed over', 'Order Ready'],
      ['ended: fulfilled', 'Order Ready'],
      ['closed', 'Order Ready'],
      ['settled', 'Order Fulfilled'],
    ]);
  });
  test('of a cancelled order says why and what is still owed', () => {
    const ended = timeline(cancelled).at(-1);
    expect(ended).toMatchObject({
      operation: 'ended: cancelled',
      result: 'changed my mind; still owed: refund, release',
      cause: 'Order Cancelled',
    });
  });
  test('of every failure says its code or its shortages', () => {
    const failed: OrderHistory = {
      ...placed,
      paymentFailed: { ...done(1), code: 'CARD_DECLINED', message: 'no funds' },
      rejected: { ...done(2), shortages: [{ productId: 'p1', requested: 2, available: 1 }] },
      kitchenRejected: { ...done(3), code: 'KITCHEN_FULL', message: '50 open' },
    };
    expect(timeline(failed).map(({ result }) => result)).toEqual([
      'by c-1: 2 × p1, 9.00 USD',
      'CARD_DECLINED: no funds',
      'p1: 1 of 2',
      'KITCHEN_FULL: 50 open',
    ]);
  });
  test('is shown with the dead letter that holds the order up', () => {
    const letter = {
      queue: 'inventory-dlq',
      messageId: 'm-1',
      orderId: 'o-1',
      type: 'Payment Validated',
      reason: 'boom',
      reasonSource: 'recorded',
      receiveCount: 10,
      firstSeen: at(3),
    } as const;
    const text = orderLines(validated, { letters: [letter] }, nowMs).join('\n');
    expect(text).toContain('order o-1  open  shop astoria  payment pi_1, first heard of 10m ago');
    expect(text).toContain('its Payment Validated lies in inventory-dlq after 10 tries: boom');
    expect(text).toContain('dlq redrive inventory-dlq --order o-1');
    expect(text).toContain('waiting for inventory to reserve the stock');
  });
});

describe('a list of orders', () => {
  test('by state: an order whose debts are not paid is not failed yet', () => {
    expect(matches(cancelled, { state: 'cancelled' }, nowMs)).toBe(false);
    expect(matches(cancelled, { state: 'closing' }, nowMs)).toBe(true);
    expect(matches(settled, { state: 'fulfilled' }, nowMs)).toBe(true);
  });
  test('by age: only what is not over, from when it was first heard of', () => {
    expect(matches(scheduled, { openLongerThanMs: 9 * 60_000 }, nowMs)).toBe(true);
    expect(matches(scheduled, { openLongerThanMs: 11 * 60_000 }, nowMs)).toBe(false);
    expect(matches(settled, { openLongerThanMs: 0 }, nowMs)).toBe(false);
  });
  test('by change and by shop', () => {
    expect(matches(settled, { sinceMs: 10 * 60_000 }, nowMs)).toBe(true);
    expect(matches(settled, { sinceMs: 60_000 }, nowMs)).toBe(false);
    expect(matches(settled, { shopId: 'soho' }, nowMs)).toBe(false);
  });
  test('the table sorts out by itself what it can', () => {
    expect(scanFilter({ state: 'failed', shopId: 'astoria' })).toEqual({
      FilterExpression: 'SK = :order AND outcome = :outcome AND shopId = :shop',
      ExpressionAttributeValues: { ':order': 'order', ':outcome': 'failed', ':shop': 'astoria' },
    });
    expect(scanFilter({ state: 'open' }).FilterExpression).toBe('SK = :order AND attribute_not_exists(outcome)');
    expect(scanFilter({ state: 'closing' }).FilterExpression).toBe('SK = :order');
  });
});
