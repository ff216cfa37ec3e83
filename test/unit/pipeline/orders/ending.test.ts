import { cancel, clearDebt, closingCounts, endOrder, finalEvents, isOwed } from '../../../../pipeline/orders/ending';
import { newOrder, type Order } from '../../../../pipeline/orders/order';

const at = (minute: number) => ({ at: `2026-11-24T13:0${minute}:00.000Z`, causedBy: `e-${minute}` });
const open: Order = { ...newOrder('o-1'), shopId: 'astoria' };
const failed = endOrder(
  open,
  { outcome: 'failed', owes: ['refund', 'release'], by: 'kitchen', stage: 'fulfillment', reason: 'full' },
  at(0),
);

describe('the end of an order', () => {
  it('is decided once', () => {
    expect(() => endOrder(failed, { outcome: 'fulfilled', owes: [], by: 'ready' }, at(1))).toThrow(
      'order o-1 has ended as failed, it cannot end as fulfilled',
    );
    expect(cancel(failed, 'late', at(1))).toBe(failed);
  });

  it('that owes nothing closes the order', () => {
    const after = endOrder(open, { outcome: 'failed', owes: [], by: 'charge', stage: 'payment' }, at(0));

    expect(after.closed).toEqual({ ...at(0), by: 'charge' });
    expect(closingCounts(open, after)).toEqual({ orders_failed: 1 });
  });

  it('that owes something waits for the last debt, whose payer tells', () => {
    const first = clearDebt(failed, 'release', at(1));
    expect([failed.closed, first.closed, first.expiration]).toEqual([undefined, undefined, undefined]);
    expect([isOwed(first, 'release'), isOwed(first, 'refund')]).toEqual([false, true]);
    expect(closingCounts(failed, first)).toEqual({});

    const last = clearDebt(first, 'refund', at(2));
    expect(last.closed).toEqual({ ...at(2), by: 'refund' });
    expect(closingCounts(first, last)).toEqual({ orders_failed: 1 });
    expect(finalEvents(last, 'release')).toEqual([]);
    expect(finalEvents(last, 'refund')).toMatchObject([
      { type: 'Order Failed', detail: { stage: 'fulfillment', reason: 'full', timestamp: at(2).at } },
    ]);
  });

  it('stays as it was when a debt is cleared again', () => {
    const closed = clearDebt(clearDebt(failed, 'release', at(1)), 'refund', at(2));

    expect(clearDebt(closed, 'refund', at(3))).toEqual(closed);
  });
});

describe('a cancelled order', () => {
  it('owes all that any stage may have done', () => {
    expect(cancel(open, 'rain', at(0))).toMatchObject({
      outcome: 'cancelled',
      owes: ['refund', 'release', 'ticket'],
      ended: { reason: 'rain' },
    });
  });

  it('may have no reason', () => {
    const { ended, ...order } = cancel(open, undefined, at(0));
    const closed = (['refund', 'release', 'ticket'] as const).reduce<Order>(
      (left, debt) => clearDebt(left, debt, at(1)),
      { ...order, ...(ended && { ended }) },
    );

    expect(ended).toEqual(at(0));
    expect(finalEvents(closed, 'ticket')[0]?.detail).not.toHaveProperty('reason');
  });
});
