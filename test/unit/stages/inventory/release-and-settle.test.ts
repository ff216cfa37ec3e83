import { cancelled, delivered } from '../../../stages/events';
import {
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenFulfilled,
  givenScheduled,
  givenValidated,
  published,
  unfounded,
} from '../../../stages/scenario';

const kitchenFull = () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated');

describe('releasing', () => {
  it('releasing stock after Fulfillment Rejected puts back what was reserved', async () => {
    const scenario = await kitchenFull().atInventory('Fulfillment Rejected');

    expect(published(scenario)).toEqual(['Inventory Released']);
    expect(detailOf(scenario, 'Inventory Released').items).toEqual([{ productId: 'latte', quantity: 2 }]);
    expect(scenario.stockOf('latte').available).toBe(100);
    expect(scenario.stockOf('latte').reserved).toBe(0);
    expect(scenario.order.owes).toEqual(['refund']);
  });

  it('releasing stock twice publishes the same event and puts nothing back', async () => {
    await expectReplay(kitchenFull().atInventory('Fulfillment Rejected'), (scenario) =>
      scenario.atInventory('Fulfillment Rejected'),
    );
  });

  it('releasing stock after Order Cancelled puts back what was reserved', async () => {
    const scenario = await givenAllocated().atInventory(cancelled());

    expect(published(scenario)).toEqual(['Inventory Released']);
    expect(scenario.stockOf('latte').available).toBe(100);
    await expectReplay(scenario, (again) => again.atInventory(cancelled({}, 'another-event')));
  });

  it('releasing stock of an order without a reservation says nothing: nothing was released', async () => {
    const scenario = await givenValidated().atInventory(cancelled());

    expect(published(scenario)).toEqual([]);
    expect(scenario.stockOf('latte')).toEqual({ available: 100, reserved: 0, sold: 0 });
    expect(scenario.order.owes).toEqual(['refund', 'ticket']);
  });

  it('releasing stock is a permanent error if the kitchen has not rejected the order', async () => {
    const spoofed = delivered((await kitchenFull()).event('Fulfillment Rejected'));

    for (const scenario of [given(), givenAllocated(), givenScheduled()]) {
      await expect(scenario.atInventory(spoofed)).rejects.toThrow(unfounded());
    }
  });
});

describe('settling', () => {
  it('Order Fulfilled turns what was reserved into what was sold', async () => {
    const scenario = await givenFulfilled().atInventory('Order Fulfilled');

    expect(published(scenario)).toEqual([]);
    expect(scenario.stockOf('latte')).toEqual({ available: 98, reserved: 0, sold: 2 });
    expect(scenario.order.settled).toBeDefined();
  });

  it('Order Fulfilled twice sells nothing more', async () => {
    await expectReplay(givenFulfilled().atInventory('Order Fulfilled'), (scenario) =>
      scenario.atInventory('Order Fulfilled'),
    );
  });

  it('Order Fulfilled is a permanent error for an order that was not fulfilled', async () => {
    const spoofed = delivered((await givenFulfilled()).event('Order Fulfilled'));

    for (const scenario of [given(), givenScheduled(), givenScheduled().atPayment(cancelled())]) {
      await expect(scenario.atInventory(spoofed)).rejects.toThrow(unfounded());
    }
  });
});
