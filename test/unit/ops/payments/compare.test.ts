import { differencesOf } from '../../../../ops/payments/compare';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import type { OrderIntent } from '../../../../stages/payment/gateway/intent-list';
import { anIntent, anOrder } from './payments';

const compared = (
  order: OrderHistory | undefined,
  intents: readonly OrderIntent[],
  { storedIsUnknown = false, storedIsPending = false } = {},
) => differencesOf({ orderId: 'o-1', intents, storedIsUnknown, storedIsPending, ...(order && { order }) });
const found = (...args: Parameters<typeof compared>): string[] =>
  compared(...args).map(({ kind, words }) => `${kind}: ${words}`);

const refunded = { refundedAmount: 900 };

describe('a payment and its order agree', () => {
  test.each<[string, OrderHistory | undefined, OrderIntent[]]>([
    ['fulfilled and captured', anOrder.fulfilled, [anIntent('pi_1')]],
    ['charged and captured', anOrder.charged, [anIntent('pi_1')]],
    ['opened and not confirmed yet', anOrder.opened, [anIntent('pi_1', { status: 'unconfirmed' })]],
    ['declined on both sides', anOrder.declined, [anIntent('pi_1', { status: 'declined' })]],
    ['refunded on both sides', anOrder.refunded, [anIntent('pi_1', refunded)]],
    ['cancelled before any charge', anOrder.cancelled, [anIntent('pi_1', { status: 'cancelled' })]],
    [
      'a second intent that was cancelled',
      anOrder.charged,
      [anIntent('pi_1'), anIntent('pi_2', { status: 'cancelled' })],
    ],
    ['a duplicate that was refunded', anOrder.charged, [anIntent('pi_1'), anIntent('pi_2', refunded)]],
    ['a fulfilled order that was refunded by hand', anOrder.fulfilled, [anIntent('pi_1', refunded)]],
    ['an order whose money the bank took back', anOrder.disputed, [anIntent('pi_1')]],
    ['an intent without an order that was cancelled', undefined, [anIntent('pi_1', { status: 'cancelled' })]],
    ['an order whose intent was not asked for', anOrder.charged, []],
  ])('%s', (_, order, intents) => {
    expect(compared(order, intents)).toEqual([]);
  });
});

describe('what the gateway holds and no order stored', () => {
  test('captured, and no order', () => {
    expect(found(undefined, [anIntent('pi_9')])).toEqual([
      'no-order: order o-1: pi_9 captured 9.00 USD: no such order is in the table',
    ]);
  });
  test('captured, and another intent is stored', () => {
    expect(found(anOrder.refunded, [anIntent('pi_1', refunded), anIntent('pi_2')])).toEqual([
      'not-stored: order o-1: pi_2 captured 9.00 USD: the order stored pi_1',
    ]);
  });
  test.each(['unconfirmed', 'action-required', 'processing'] as const)(
    '%s, and another intent or none is stored',
    (status) => {
      expect(found(anOrder.charged, [anIntent('pi_1'), anIntent('pi_2', { status })])).toEqual([
        `not-stored: order o-1: pi_2 ${status} 9.00 USD: the order stored pi_1`,
      ]);
      expect(found(undefined, [anIntent('pi_2', { status })])).toEqual([
        `not-stored: order o-1: pi_2 ${status} 9.00 USD: no such order is in the table`,
      ]);
    },
  );
  test('two captured for one order are one difference', () => {
    expect(found(anOrder.fulfilled, [anIntent('pi_1'), anIntent('pi_2', { refundedAmount: 100 })])).toEqual([
      'captured-twice: order o-1: pi_1 captured 9.00 USD and pi_2 captured 9.00 USD, gave back 1.00 USD: the order stored pi_1',
    ]);
  });
  test('two captured for an order that was cancelled: the stored one is a difference of its own', () => {
    expect(compared(anOrder.cancelled, [anIntent('pi_1'), anIntent('pi_2')]).map(({ kind }) => kind)).toEqual([
      'captured-twice',
      'money-left',
    ]);
  });
});

describe('while the stored intent is pending at the gateway', () => {
  const pending = { storedIsPending: true };
  test.each<[string, OrderHistory, Partial<OrderIntent>]>([
    ['an order cancelled while the bank has not paid', anOrder.cancelling, { status: 'processing' }],
    ['a refund that takes days', anOrder.cancelling, {}],
    ['a refund that failed late and was asked for again', anOrder.refunded, {}],
  ])('%s is no difference', (_, order, more) => {
    expect(compared(order, [anIntent('pi_1', more)])).toHaveLength(1);
    expect(compared(order, [anIntent('pi_1', more)], pending)).toEqual([]);
  });
  test('a second captured intent is one', () => {
    expect(compared(anOrder.cancelling, [anIntent('pi_1'), anIntent('pi_2')], pending)).toMatchObject([
      { kind: 'captured-twice' },
    ]);
  });
});

describe('what an order records of its intent', () => {
  test.each<[string, OrderHistory, Partial<OrderIntent>, string]>([
    [
      'failed with money left',
      anOrder.failed,
      {},
      'money-left: order o-1: pi_1 captured 9.00 USD: the order is failed, 9.00 USD are left',
    ],
    [
      'cancelled, its refund stuck',
      anOrder.cancelling,
      {},
      'money-left: order o-1: pi_1 captured 9.00 USD: the order is cancelled, 9.00 USD are left',
    ],
    [
      'declined, and captured later',
      anOrder.declined,
      {},
      'money-left: order o-1: pi_1 captured 9.00 USD: the order is failed, 9.00 USD are left',
    ],
    [
      'refunded in part only',
      anOrder.refunded,
      { refundedAmount: 250 },
      'refund-incomplete: order o-1: pi_1 captured 9.00 USD, gave back 2.50 USD: the order is recorded as refunded, 6.50 USD are left',
    ],
    [
      'charged, and not captured',
      anOrder.charged,
      { status: 'cancelled' },
      'not-captured: order o-1: pi_1 cancelled 9.00 USD: the order records 9.00 USD as charged',
    ],
    [
      'fulfilled, and not captured',
      anOrder.fulfilled,
      { status: 'unconfirmed' },
      'not-captured: order o-1: pi_1 unconfirmed 9.00 USD: the order records 9.00 USD as charged',
    ],
    [
      'another amount',
      anOrder.charged,
      { money: { amount: 950, currency: 'USD' } },
      'other-amount: order o-1: pi_1 captured 9.50 USD: the order records 9.00 USD as charged',
    ],
    [
      'another currency',
      anOrder.fulfilled,
      { money: { amount: 900, currency: 'JPY' } },
      'other-amount: order o-1: pi_1 captured 900 JPY: the order records 9.00 USD as charged',
    ],
    [
      'ended, and still open',
      anOrder.cancelled,
      { status: 'unconfirmed' },
      'open-after-end: order o-1: pi_1 unconfirmed 9.00 USD: the order is cancelled',
    ],
    [
      'ended, and processing',
      anOrder.declined,
      { status: 'processing' },
      'open-after-end: order o-1: pi_1 processing 9.00 USD: the order is failed',
    ],
    [
      'refunded while the order goes on',
      anOrder.charged,
      refunded,
      'refunded-early: order o-1: pi_1 captured 9.00 USD, gave back 9.00 USD: the order goes on, and nothing is left',
    ],
    [
      'captured, and not recorded',
      anOrder.opened,
      {},
      'not-recorded: order o-1: pi_1 captured 9.00 USD: the order does not record the charge',
    ],
  ])('%s', (_, order, intent, words) => {
    expect(found(order, [anIntent('pi_1', intent)])).toEqual([words]);
  });

  test('an order that is fulfilled without a recorded charge is held to its total', () => {
    const { charged: _, ...uncharged } = anOrder.fulfilled;
    expect(compared(uncharged, [anIntent('pi_1', { status: 'cancelled' })])).toMatchObject([{ kind: 'not-captured' }]);
  });

  test('an intent that the gateway does not know', () => {
    expect(found(anOrder.charged, [], { storedIsUnknown: true })).toEqual([
      'unknown-intent: order o-1: pi_1: the gateway does not know the intent of this order',
    ]);
  });
});

test('a difference names what a program needs, and what to do', () => {
  expect(compared(anOrder.cancelled, [anIntent('pi_1')])).toMatchObject([
    {
      orderId: 'o-1',
      intentIds: ['pi_1'],
      action: expect.stringContaining('refund it'),
      subject: 'money-left o-1 pi_1',
    },
  ]);
});

test('a difference is another one once the gateway gave something back', () => {
  const [before] = compared(anOrder.cancelled, [anIntent('pi_1')]);
  const [after] = compared(anOrder.cancelled, [anIntent('pi_1', { refundedAmount: 100 })]);
  expect(after?.subject).toBe(before?.subject);
  expect(after?.seen).not.toBe(before?.seen);
});
