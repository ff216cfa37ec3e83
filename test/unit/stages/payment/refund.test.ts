import {
  delivered,
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenPaid,
  givenValidated,
  permanent,
  published,
} from '../kit';

const outOfStock = () => givenValidated({ stock: { latte: 1 } }).atInventory('Payment Validated');
const kitchenFull = () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated');

describe('Inventory Rejected', () => {
  it('gives the money back and, as nothing else is owed, ends the order', () => {
    const story = outOfStock().atPayment('Inventory Rejected');

    expect(published(story)).toEqual(['Payment Refunded', 'Order Failed']);
    expect(detailOf(story, 'Payment Refunded')).toMatchObject({ paymentId: 'pi-1', amount: 900, currency: 'USD' });
    expect(detailOf(story, 'Order Failed')).toMatchObject({ stage: 'inventory', reason: 'OUT_OF_STOCK: latte 1 of 2' });
    expect(story.order).toMatchObject({ outcome: 'failed', owes: [], closed: { by: 'refund' } });
    expect(story.counted).toMatchObject({ payments_refunded: 1, orders_failed: 1 });
  });

  it('twice publishes the same events and counts nothing', () => {
    expectReplay(outOfStock().atPayment('Inventory Rejected'), (story) => story.atPayment('Inventory Rejected'));
  });
});

describe('Fulfillment Rejected', () => {
  it('gives the money back; the last compensation, not this one, ends the order', () => {
    const story = kitchenFull().atPayment('Fulfillment Rejected');

    expect(published(story)).toEqual(['Payment Refunded']);
    expect(story.order.closed).toBeUndefined();
    expect(published(story.atInventory('Fulfillment Rejected'))).toEqual(['Inventory Released', 'Order Failed']);
  });

  it('ends the order at payment if the stock was back first', () => {
    const story = kitchenFull().atInventory('Fulfillment Rejected').atPayment('Fulfillment Rejected');

    expect(published(story)).toEqual(['Payment Refunded', 'Order Failed']);
    expectReplay(story, (again) => again.atPayment('Fulfillment Rejected'));
  });
});

describe('a rejection of an order that was not rejected', () => {
  it.each(['Inventory Rejected', 'Fulfillment Rejected'] as const)('(%s) refunds nobody', (type) => {
    const spoofed =
      type === 'Inventory Rejected'
        ? outOfStock().event('Inventory Rejected')
        : kitchenFull().event('Fulfillment Rejected');

    for (const story of [given(), givenPaid(), givenAllocated()]) {
      expect(() => story.atPayment(delivered(spoofed))).toThrow(permanent('detail.orderId', 'o-1'));
    }
  });
});
