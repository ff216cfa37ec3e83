import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, confirmed, created, LATTE, type Order, ready, SCONE } from './orders';

let shop: CoffeeShop;

beforeAll(async () => {
  shop = await openCoffeeShop({
    settings: {
      shops: {
        'closed-corner': { storeOpen: false },
        'one-burner': { maxOrdersInQueue: 1 },
        'two-a-head': { maxOrdersPerUser: 2 },
      },
    },
  });
});
afterAll(() => shop.close());

describe('an order that goes well', () => {
  test('is charged once, its stock sold, its ticket handed over', async () => {
    await shop.givenStock('harlem', { p38: 11, p70: 100 });
    const order = anOrder({ shopId: 'harlem' });

    await shop.givenScheduled(order);
    expect(await shop.stock('harlem', 'p38')).toEqual({ available: 9, reserved: 2, sold: 0 });
    expect(await shop.openTickets('harlem')).toEqual([order.orderId]);
    await shop.when(ready(order));

    expect(await shop.end(order)).toMatchObject({
      type: 'Order Fulfilled',
      detail: { shopId: 'harlem', latencyMs: expect.any(Number), withinSla: true },
    });
    await shop.quiet();
    expect(shop.published(order)).toEqual([
      'Payment Processed',
      'Payment Validated',
      'Inventory Allocated',
      'Stock Low',
      'Delivery Scheduled',
      'Order Fulfilled',
    ]);
    expect(shop.ledger(order)).toEqual(['opened', 'captured']);
    expect(shop.netCharge(order)).toBe(order.total);
    expect(await shop.stock('harlem', 'p38')).toEqual({ available: 9, reserved: 0, sold: 2 });
    expect(await shop.stock('harlem', 'p70')).toEqual({ available: 99, reserved: 0, sold: 1 });
    expect(await shop.openTickets('harlem')).toEqual([]);
    expect(await shop.order(order)).toMatchObject({ outcome: 'fulfilled', owes: [], settled: {} });
  });
});

describe('an order that payment refuses', () => {
  test('fails with the reason of the bank when the card is declined', async () => {
    const order = anOrder({ token: 'pm_card_chargeDeclinedInsufficientFunds' });

    await shop.when(created(order), confirmed(order));

    expect(await shop.end(order)).toMatchObject({ type: 'Order Failed', detail: { stage: 'payment' } });
    expect((await shop.event(order, 'Payment Failed')).detail).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    await shop.quiet();
    expect(shop.published(order)).toEqual(['Payment Failed', 'Order Failed']);
    expect(shop.ledger(order)).not.toContain('captured');
  });

  const refused: [string, string, string, Partial<Order>][] = [
    ['the shop is closed', 'SHOP_CLOSED', 'closed-corner', { shopId: 'closed-corner' }],
    ['a quantity is 0', 'INVALID_QUANTITY', 'items.0.quantity', { items: [{ ...LATTE, quantity: 0 }] }],
    ['a price is negative', 'INVALID_PRICE', 'got -375', { items: [{ ...LATTE, quantity: 1, unitPrice: -375 }] }],
    ['the total is not that of the items', 'INVALID_TOTAL', 'got 999', { total: 999 }],
    ['a product is unknown', 'UNKNOWN_PRODUCT', 'got p999', { items: [{ ...LATTE, productId: 'p999', quantity: 1 }] }],
    ['the currency is none', 'INVALID_CURRENCY', 'got XBT', { currency: 'XBT' }],
    ['nothing was ordered', 'INVALID_ITEMS', 'got 0', { items: [] }],
  ];

  test.each(refused)('fails before any charge when %s', async (_why, code, named, differences) => {
    const order = anOrder(differences);

    await shop.when(created(order), confirmed(order));

    expect(await shop.end(order)).toMatchObject({ type: 'Order Failed', detail: { stage: 'payment' } });
    const { detail } = await shop.event(order, 'Payment Failed');
    expect(detail).toMatchObject({ code, message: expect.stringContaining(named) });
    expect(shop.ledger(order)).toEqual([]);
  });
});

describe('an order that cannot be made', () => {
  test('gets its money back when stock is short, with every shortage listed', async () => {
    await shop.givenStock('chelsea', { p38: 1, p70: 0, p39: 5 });
    const order = anOrder({
      shopId: 'chelsea',
      items: [
        { ...LATTE, quantity: 2 },
        { productId: 'p39', quantity: 1, unitPrice: 425 },
        { ...SCONE, quantity: 1 },
      ],
    });

    await shop.when(created(order), confirmed(order));

    expect(await shop.end(order)).toMatchObject({
      type: 'Order Failed',
      detail: { stage: 'inventory', reason: 'OUT_OF_STOCK: p38 1 of 2, p70 0 of 1' },
    });
    expect((await shop.event(order, 'Inventory Rejected')).detail).toMatchObject({
      shortages: [
        { productId: 'p38', requested: 2, available: 1 },
        { productId: 'p70', requested: 1, available: 0 },
      ],
    });
    await shop.quiet();
    expect(shop.published(order)).toEqual([
      'Payment Processed',
      'Payment Validated',
      'Inventory Rejected',
      'Payment Refunded',
      'Order Failed',
    ]);
    expect(shop.ledger(order)).toEqual(['opened', 'captured', 'refunded']);
    expect(shop.netCharge(order)).toBe(0);
    expect(await shop.stock('chelsea', 'p39')).toEqual({ available: 5, reserved: 0, sold: 0 });
  });

  const expectUndone = async (order: Order, code: string): Promise<void> => {
    const end = await shop.end(order);
    expect(end).toMatchObject({ type: 'Order Failed', detail: { stage: 'fulfillment' } });
    expect(end.detail.reason).toContain(code);
    // The end is published by whoever cleared the last debt: by then nothing is owed any more.
    expect(shop.netCharge(order)).toBe(0);
    expect(await shop.order(order)).toMatchObject({ outcome: 'failed', owes: [] });
    await shop.quiet();
    expect(shop.published(order).toSorted()).toEqual(
      [
        'Fulfillment Rejected',
        'Inventory Allocated',
        'Inventory Released',
        'Order Failed',
        'Payment Processed',
        'Payment Refunded',
        'Payment Validated',
      ].toSorted(),
    );
    const undone = await Promise.all([shop.event(order, 'Payment Refunded'), shop.event(order, 'Inventory Released')]);
    for (const { detail } of undone) {
      expect(Date.parse(String(detail.timestamp))).toBeLessThanOrEqual(Date.parse(String(end.detail.timestamp)));
    }
    expect(shop.ledger(order)).toEqual(['opened', 'captured', 'refunded']);
  };

  test('gets its money and gives its stock back when the kitchen is full', async () => {
    await shop.givenStock('one-burner', { p38: 100, p70: 100 });
    await shop.givenScheduled(anOrder({ shopId: 'one-burner' }));
    const second = anOrder({ shopId: 'one-burner' });

    await shop.when(created(second), confirmed(second));

    await expectUndone(second, 'KITCHEN_FULL');
    expect(await shop.stock('one-burner', 'p38')).toEqual({ available: 98, reserved: 2, sold: 0 });
  });

  test('gets its money and gives its stock back when its customer has too many open orders', async () => {
    await shop.givenStock('two-a-head', { p38: 100, p70: 100 });
    const customerId = 'regular';
    const [first, second, third] = [1, 2, 3].map(() => anOrder({ shopId: 'two-a-head', customerId })) as [
      Order,
      Order,
      Order,
    ];
    await shop.givenScheduled(first);
    await shop.givenScheduled(second);

    await shop.when(created(third), confirmed(third));

    await expectUndone(third, 'TOO_MANY_OPEN_ORDERS');
    expect(await shop.openTickets('two-a-head')).toEqual([first.orderId, second.orderId].toSorted());

    // With one of theirs handed over there is room for another.
    await shop.when(ready(first));
    await shop.end(first);
    await shop.givenScheduled(anOrder({ shopId: 'two-a-head', customerId }));
  });
});
