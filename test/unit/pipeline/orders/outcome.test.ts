import type { OrderInShop } from '../../../../pipeline/orders/order';
import { historyOf, newOrder } from '../../../../pipeline/orders/order-states';
import {
  cancel,
  compensate,
  decideOutcome,
  finalEvents,
  isPending,
  outcomeCounts,
} from '../../../../pipeline/orders/outcome';

const at = (minute: number) => ({ at: `2026-11-24T13:0${minute}:00.000Z`, causedBy: `e-${minute}` });
const open: OrderInShop = { ...newOrder('o-1'), shopId: 'astoria' };
const failed = decideOutcome(
  open,
  { outcome: 'failed', pending: ['refund', 'release'], by: 'kitchen', stage: 'fulfillment', reason: 'full' },
  at(0),
);

describe('the outcome of an order', () => {
  it('is decided once', () => {
    expect(() => decideOutcome(failed, { outcome: 'fulfilled', pending: [], by: 'ready' }, at(1))).toThrow(
      'order o-1 has ended as failed, it cannot end as fulfilled',
    );
    expect(cancel(failed, 'late', at(1))).toBe(failed);
  });

  it('is final at once if nothing is pending', () => {
    const after = decideOutcome(open, { outcome: 'failed', pending: [], by: 'charge', stage: 'payment' }, at(0));

    expect(after.outcome).toMatchObject({ state: 'final', closed: { ...at(0), by: 'charge' } });
    expect(outcomeCounts(open, after)).toEqual({ orders_failed: 1 });
  });

  it('waits for the last compensation, which publishes the final event', () => {
    const first = compensate(failed, 'release', at(1));
    expect([failed.outcome.state, first.outcome.state]).toEqual(['compensating', 'compensating']);
    expect([isPending(first, 'release'), isPending(first, 'refund')]).toEqual([false, true]);
    expect(outcomeCounts(failed, first)).toEqual({});

    const last = compensate(first, 'refund', at(2));
    expect(last.outcome).toMatchObject({ state: 'final', closed: { ...at(2), by: 'refund' } });
    expect(outcomeCounts(first, last)).toEqual({ orders_failed: 1 });
    expect(finalEvents(last, 'release')).toEqual([]);
    expect(finalEvents(last, 'refund')).toMatchObject([
      { type: 'Order Failed', detail: { stage: 'fulfillment', reason: 'full', timestamp: at(2).at } },
    ]);
  });

  it('stays as it is when a compensation is recorded again', () => {
    const final = compensate(compensate(failed, 'release', at(1)), 'refund', at(2));

    expect(compensate(final, 'refund', at(3))).toBe(final);
  });
});

describe('a cancelled order', () => {
  it('has pending all that any stage may have done', () => {
    expect(historyOf(cancel(open, 'rain', at(0)))).toMatchObject({
      outcome: 'cancelled',
      owes: ['refund', 'release', 'ticket'],
      ended: { reason: 'rain' },
    });
  });

  it('may have no reason', () => {
    const cancelled = cancel(open, undefined, at(0));
    const final = (['refund', 'release', 'ticket'] as const).reduce(
      (order, compensation) => compensate(order, compensation, at(1)),
      cancelled,
    );

    expect(historyOf(cancelled).ended).toEqual(at(0));
    expect(finalEvents(final, 'ticket')).toMatchObject([{ type: 'Order Cancellation Completed' }]);
    expect(finalEvents(final, 'ticket')[0]?.detail).not.toHaveProperty('reason');
  });
});
