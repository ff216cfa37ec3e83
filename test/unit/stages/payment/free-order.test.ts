import { orderFrom } from '../../../../pipeline/orders/order-states';
import { cancelled, confirmed, created, handedOver } from '../../../stages/events';
import { detailOf, expectReplay, type Given, given, permanent, published } from '../../../stages/scenario';

const DISCOUNT = { type: 'discount', amount: -900 } as const;
/** Two lattes for a voucher: no payment goes with it. */
const free = (more = {}) => created({ adjustments: [DISCOUNT], total: 0, payment: undefined, ...more });
const givenFree = (differences?: Given) => given(differences).atPayment(free());

describe('an order that costs nothing', () => {
  it('is processed and validated without the gateway, and ends fulfilled', async () => {
    const scenario = await givenFree().atPayment(confirmed());
    expect(detailOf(scenario, 'Payment Validated')).toMatchObject({ total: 0, adjustments: [DISCOUNT] });

    await scenario.atInventory('Payment Validated').atFulfillment('Inventory Allocated').atFulfillment(handedOver());

    expect(scenario.order).toMatchObject({ outcome: 'fulfilled', charged: { amount: 0, currency: 'USD' } });
    expect(scenario.order).not.toHaveProperty('payment');
    expect(scenario.counted).not.toHaveProperty('payments_charged');
    expect(scenario.gatewayCalls).toEqual([]);
  });

  it('names a payment id of its own, for those who keep payments by their id', async () => {
    expect(detailOf(await givenFree(), 'Payment Processed')).toMatchObject({
      paymentId: 'free_o-1',
      status: 'PAID',
      amount: 0,
      currency: 'USD',
    });
  });

  it('goes on at once where no confirmation is required, or after an early one', async () => {
    const events = ['Payment Processed', 'Payment Validated'];
    expect(published(await givenFree({ requireConfirmation: false }))).toEqual(events);
    expect(published(await given().atPayment(confirmed(), free()))).toEqual(events);
  });

  it('is the same when its event comes twice', async () => {
    await expectReplay(givenFree(), (scenario) => scenario.atPayment(free()));
  });

  it('needs no adjustment: a gift of the shop has a price of 0', async () => {
    const gift = created({ items: [{ productId: 'latte', quantity: 2, unitPrice: 0 }], total: 0, payment: undefined });

    expect(published(await given().atPayment(gift))).toEqual(['Payment Processed']);
  });

  it('does not use a payment method that comes with it', async () => {
    const scenario = await given().atPayment(free({ payment: { token: 'no-token-at-all' } }));

    expect(published(scenario)).toEqual(['Payment Processed']);
    expect(scenario.gatewayCalls).toEqual([]);
  });

  it.each([
    ['before it is confirmed', () => givenFree()],
    ['after it was validated', () => givenFree().atPayment(confirmed())],
    [
      'after it was scheduled',
      () => givenFree().atPayment(confirmed()).atInventory('Payment Validated').atFulfillment('Inventory Allocated'),
    ],
  ])('is cancelled %s without the gateway, and without Payment Refunded', async (_, prepare) => {
    const scenario = await prepare().atPayment(cancelled()).atInventory(cancelled()).atFulfillment(cancelled());

    expect(scenario.order).toMatchObject({ outcome: 'cancelled', owes: [] });
    expect(scenario.published.map(({ type }) => type)).not.toContain('Payment Refunded');
    expect(scenario.published.at(-1)?.type).toBe('Order Cancellation Completed');
    expect(scenario.gatewayCalls).toEqual([]);
  });

  it('fails when stock is short, and nothing is given back', async () => {
    const scenario = await givenFree({ stock: { latte: 1 } })
      .atPayment(confirmed())
      .atInventory('Payment Validated')
      .atPayment('Inventory Rejected');

    expect(published(scenario)).toEqual(['Order Failed']);
    expect(scenario.gatewayCalls).toEqual([]);
  });

  it('is in no state that an intent could be missing from: a charge of more has one', async () => {
    const { order } = await givenFree();
    expect(orderFrom(order).payment).toMatchObject({ state: 'charged', charged: { amount: 0 } });

    const charged = { ...order.charged, amount: 900 };
    expect(() => orderFrom({ ...order, charged } as typeof order)).toThrow('it has charged');
  });
});

describe('an order with adjustments', () => {
  const adjustments = [
    { type: 'discount', amount: -90 },
    { type: 'tax', amount: 65 },
    { type: 'tip', amount: 100 },
  ] as const;
  const adjusted = (more = {}) => created({ adjustments: [...adjustments], total: 975, ...more });

  it('is charged its total, and carries them on', async () => {
    const scenario = await given().atPayment(adjusted(), confirmed());

    expect(scenario.order.charged).toMatchObject({ amount: 975 });
    expect(detailOf(scenario, 'Payment Validated')).toMatchObject({ adjustments, total: 975 });
    await scenario.atInventory('Payment Validated');
    expect(detailOf(scenario, 'Inventory Allocated')).toMatchObject({ adjustments, total: 975 });
  });

  it('is another order with other adjustments, even of the same total', async () => {
    const others = [{ type: 'tip' as const, amount: 75 }];
    const scenario = await given().atPayment(adjusted());

    await expect(scenario.atPayment(adjusted({ adjustments: others }))).rejects.toThrow(
      permanent('detail.adjustments', '[{"type":"tip","amount":75}]'),
    );
    await expect(scenario.atPayment(created({ total: 975 }))).rejects.toThrow(
      permanent('detail.adjustments', 'nothing'),
    );
  });

  it('is the same order as one without a list, if its list is empty', async () => {
    await expectReplay(given().atPayment(created({ adjustments: [] })), (scenario) => scenario.atPayment(created()));
  });
});

describe('an order of a shop that takes no orders', () => {
  it('is refused before any charge, with a reason that names the shop', async () => {
    const scenario = await given({ shopIsKnown: false, storeOpen: false }).atPayment(created());

    expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
    expect(detailOf(scenario, 'Payment Failed')).toMatchObject({
      code: 'UNKNOWN_SHOP',
      message: 'shopId: must be a shop that takes orders, got astoria',
    });
    expect(scenario.gatewayCalls).toEqual([]);
  });
});
