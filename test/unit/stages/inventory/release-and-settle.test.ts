import { availableOf } from '../../../../stages/inventory/stock';
import {
  cancelled,
  delivered,
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenFulfilled,
  givenScheduled,
  givenValidated,
  permanent,
  published,
} from '../kit';

const kitchenFull = () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated');

describe('releasing stock', () => {
  it('after Fulfillment Rejected puts back what was reserved', () => {
    const story = kitchenFull().atInventory('Fulfillment Rejected');

    expect(published(story)).toEqual(['Inventory Released']);
    expect(detailOf(story, 'Inventory Released').items).toEqual([{ productId: 'latte', quantity: 2 }]);
    expect(availableOf(story.stock, 'latte')).toBe(100);
    expect(story.stock.changes).toEqual({ latte: { available: 0, reserved: 0, sold: 0 } });
    expect(story.order.owes).toEqual(['refund']);
  });

  it('twice publishes the same event and puts nothing back', () => {
    expectReplay(kitchenFull().atInventory('Fulfillment Rejected'), (story) =>
      story.atInventory('Fulfillment Rejected'),
    );
  });

  it('after Order Cancelled puts back what was reserved', () => {
    const story = givenAllocated().atInventory(cancelled());

    expect(published(story)).toEqual(['Inventory Released']);
    expect(availableOf(story.stock, 'latte')).toBe(100);
    expectReplay(story, (again) => again.atInventory(cancelled({}, 'another-event')));
  });

  it('of an order without a reservation says nothing: nothing was released', () => {
    const story = givenValidated().atInventory(cancelled());

    expect(published(story)).toEqual([]);
    expect(story.stock.changes).toEqual({});
    expect(story.order.owes).toEqual(['refund', 'ticket']);
  });

  it('is a permanent error if the kitchen has not rejected the order', () => {
    const spoofed = delivered(kitchenFull().event('Fulfillment Rejected'));

    for (const story of [given(), givenAllocated(), givenScheduled()]) {
      expect(() => story.atInventory(spoofed)).toThrow(permanent('detail.orderId', 'o-1'));
    }
  });
});

describe('Order Fulfilled', () => {
  it('turns what was reserved into what was sold', () => {
    const story = givenFulfilled().atInventory('Order Fulfilled');

    expect(published(story)).toEqual([]);
    expect(story.stock.changes).toEqual({ latte: { available: -2, reserved: 0, sold: 2 } });
    expect(story.order.settled).toBeDefined();
  });

  it('twice sells nothing more', () => {
    expectReplay(givenFulfilled().atInventory('Order Fulfilled'), (story) => story.atInventory('Order Fulfilled'));
  });

  it('is a permanent error for an order that was not fulfilled', () => {
    const spoofed = delivered(givenFulfilled().event('Order Fulfilled'));

    for (const story of [given(), givenScheduled(), givenScheduled().atPayment(cancelled())]) {
      expect(() => story.atInventory(spoofed)).toThrow(permanent('detail.orderId', 'o-1'));
    }
  });
});
