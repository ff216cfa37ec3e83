import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { historyFromItem, itemFromHistory } from '../../../../pipeline/orders/order-item';
import { historyOf, newOrder, orderFrom, UnknownStateError } from '../../../../pipeline/orders/order-states';
import { cancelled, handedOver } from '../../../stages/events';
import {
  given,
  givenAllocated,
  givenDeclined,
  givenFulfilled,
  givenPaid,
  givenScheduled,
  givenValidated,
  type Steps,
} from '../../../stages/scenario';

const states = (history: OrderHistory) => {
  const { payment, inventory, fulfillment, outcome } = orderFrom(history);
  return [payment.state, inventory.state, fulfillment.state, outcome.state];
};

describe('an order’s states', () => {
  it.each<[string, () => Steps, string[]]>([
    ['ready before anything else', () => given().atFulfillment(handedOver()), ['none', 'none', 'none', 'open']],
    ['charged', givenPaid, ['charged', 'none', 'none', 'open']],
    ['declined', givenDeclined, ['failed', 'none', 'none', 'final']],
    ['refused by the shop', () => givenPaid({ storeOpen: false }), ['failed', 'none', 'none', 'final']],
    ['validated', givenValidated, ['validated', 'none', 'none', 'open']],
    ['allocated', givenAllocated, ['validated', 'reserved', 'none', 'open']],
    [
      'out of stock',
      () => givenValidated({ stock: {} }).atInventory('Payment Validated'),
      ['validated', 'rejected', 'none', 'compensating'],
    ],
    ['scheduled', givenScheduled, ['validated', 'reserved', 'scheduled', 'open']],
    [
      'rejected by a full kitchen',
      () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated'),
      ['validated', 'reserved', 'rejected', 'compensating'],
    ],
    ['fulfilled', givenFulfilled, ['validated', 'reserved', 'handedOver', 'final']],
    ['sold', () => givenFulfilled().atInventory('Order Fulfilled'), ['validated', 'sold', 'handedOver', 'final']],
    [
      'cancelled, refund and release done',
      () => givenScheduled().atPayment(cancelled()).atInventory(cancelled()),
      ['refunded', 'released', 'scheduled', 'compensating'],
    ],
    [
      'cancelled before it was created',
      () => given().atFulfillment(cancelled()),
      ['none', 'none', 'none', 'compensating'],
    ],
  ])(
    'are derived from the history of one that is %s, which is written back byte for byte',
    async (_, prepare, expected) => {
      const { order } = await prepare();

      expect(states(order)).toEqual(expected);
      const item = JSON.stringify(itemFromHistory(order));
      expect(JSON.stringify(itemFromHistory(historyOf(orderFrom(order))))).toBe(item);
      expect(historyFromItem(JSON.parse(item))).toEqual(order);
    },
  );

  it('leave alone what a newer release has added', () => {
    const history = { orderId: 'o-1', version: 2, shopId: 'astoria', loyalty: { points: 6 } } as OrderHistory;

    expect(historyOf(orderFrom(history))).toEqual(history);
  });

  it('of an order of which nothing is known are its key and version alone', () => {
    expect(historyOf(newOrder('o-1'))).toEqual({ orderId: 'o-1', version: 0 });
  });
});

describe('a history that no state of this release explains', () => {
  const recorded = { at: '2026-11-24T13:00:00.000Z', causedBy: 'e-1' };

  it.each<[string, (history: OrderHistory) => object, string]>([
    ['money that was taken by no intent', ({ payment: _gone, ...rest }) => rest, 'it has charged'],
    [
      'a payment that failed and was charged',
      (history) => ({ ...history, paymentFailed: recorded }),
      'charged, validated',
    ],
    [
      'stock given back that was never reserved',
      ({ allocated: _gone, ...rest }) => ({ ...rest, released: recorded }),
      'released',
    ],
    ['an outcome without a reason', (history) => ({ ...history, outcome: 'cancelled' }), 'outcome'],
    [
      'an outcome of a newer release',
      (history) => ({ ...history, outcome: 'returned', ended: recorded, owes: ['refund'] }),
      'an outcome that this release does not know',
    ],
    [
      'stock reserved for a payment that was not validated',
      ({ validated: _gone, ...rest }) => rest,
      'inventory worked on a payment that was never validated',
    ],
    [
      'a ticket for stock that was not reserved',
      ({ allocated: _gone, ...rest }) => rest,
      'the kitchen worked on stock that was never reserved',
    ],
    [
      'a refund of an order that goes on',
      (history) => ({ ...history, refunded: { ...recorded, amount: 900, currency: 'USD' } }),
      'compensated without an outcome that asks for it',
    ],
    ['a sale that was not fulfilled', (history) => ({ ...history, settled: recorded }), 'sold and not fulfilled'],
  ])('(%s) is named, and waits', async (_, change, reason) => {
    const { order } = await givenScheduled();
    const read = () => orderFrom(change(order) as OrderHistory);

    expect(read).toThrow(UnknownStateError);
    expect(read).toThrow(reason);
    expect(() => orderFrom(order)).not.toThrow();
  });
});
