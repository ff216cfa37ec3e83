import { delivered } from '../../../stages/events';
import {
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenPaid,
  givenValidated,
  published,
  unfounded,
} from '../../../stages/scenario';

const outOfStock = () => givenValidated({ stock: { latte: 1 } }).atInventory('Payment Validated');
const kitchenFull = () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated');

describe('refunding what inventory rejected', () => {
  it('Inventory Rejected gives the money back and, as nothing else is owed, ends the order', async () => {
    const scenario = await outOfStock().atPayment('Inventory Rejected');

    expect(published(scenario)).toEqual(['Payment Refunded', 'Order Failed']);
    expect(detailOf(scenario, 'Payment Refunded')).toMatchObject({
      paymentId: 'pi-o-1-1',
      amount: 900,
      currency: 'USD',
    });
    expect(detailOf(scenario, 'Order Failed')).toMatchObject({
      stage: 'inventory',
      reason: 'OUT_OF_STOCK: latte 1 of 2',
    });
    expect(scenario.order).toMatchObject({ outcome: 'failed', owes: [], closed: { by: 'refund' } });
    expect(scenario.counted).toMatchObject({ payments_refunded: 1, orders_failed: 1 });
  });

  it('Inventory Rejected twice publishes the same events and counts nothing', async () => {
    await expectReplay(outOfStock().atPayment('Inventory Rejected'), (scenario) =>
      scenario.atPayment('Inventory Rejected'),
    );
  });
});

describe('refunding what the kitchen rejected', () => {
  it('Fulfillment Rejected gives the money back; the last compensation, not this one, ends the order', async () => {
    const scenario = await kitchenFull().atPayment('Fulfillment Rejected');

    expect(published(scenario)).toEqual(['Payment Refunded']);
    expect(scenario.order.closed).toBeUndefined();
    expect(published(await scenario.atInventory('Fulfillment Rejected'))).toEqual([
      'Inventory Released',
      'Order Failed',
    ]);
  });

  it('Fulfillment Rejected ends the order at payment if the stock was back first', async () => {
    const scenario = await kitchenFull().atInventory('Fulfillment Rejected').atPayment('Fulfillment Rejected');

    expect(published(scenario)).toEqual(['Payment Refunded', 'Order Failed']);
    await expectReplay(scenario, (again) => again.atPayment('Fulfillment Rejected'));
  });
});

describe('a rejection of an order that was not rejected', () => {
  it.each(['Inventory Rejected', 'Fulfillment Rejected'] as const)(
    'a rejection of an order that was not rejected (%s) refunds nobody',
    async (type) => {
      const spoofed =
        type === 'Inventory Rejected'
          ? (await outOfStock()).event('Inventory Rejected')
          : (await kitchenFull()).event('Fulfillment Rejected');

      for (const scenario of [given(), givenPaid(), givenAllocated()]) {
        await expect(scenario.atPayment(delivered(spoofed))).rejects.toThrow(unfounded());
      }
    },
  );
});
