import { ours } from '../run/mode';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, confirmed, created, LATTE, type Order, ready, SCONE } from './orders';

let shop: CoffeeShop;

const [HARLEM, CHELSEA] = [ours('harlem'), ours('chelsea')];
const [CLOSED_CORNER, ONE_BURNER, TWO_A_HEAD] = [ours('closed-corner'), ours('one-burner'), ours('two-a-head')];

beforeAll(async () => {
  shop = await openCoffeeShop({
    settings: {
      shops: {
        [HARLEM]: { inventory: { lowStockThreshold: 10 } },
        [CLOSED_CORNER]: { storeOpen: false },
        [ONE_BURNER]: { maxOrdersInQueue: 1 },
        [TWO_A_HEAD]: { maxOrdersPerUser: 2 },
      },
    },
  });
});
afterAll(() => shop.close());

describe('an order that goes well', () => {
  test('is charged once, its stock sold, its ticket handed over', async () => {
    await shop.givenStock(HARLEM, { p38: 11, p70: 100 });
    const order = anOrder({ shopId: HARLEM });

    await shop.givenScheduled(order);
    expect(await shop.stock(HARLEM, 'p38')).toEqual({ available: 9, reserved: 2, sold: 0 });
    expect(await shop.openTickets(HARLEM)).toEqual([order.orderId]);
    await shop.when(ready(order));

    expect(await shop.end(order)).toMatchObject({
      type: 'Order Fulfilled',
      detail: { shopId: HARLEM, latencyMs: expect.any(Number), withinSla: true },
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
    await shop.seenAtGateway(() => {
      expect(shop.ledger(order)).toEqual(['opened', 'captured']);
      expect(shop.netCharge(order)).toBe(order.total);
    });
    expect(await shop.stock(HARLEM, 'p38')).toEqual({ available: 9, reserved: 0, sold: 2 });
    expect(await shop.stock(HARLEM, 'p70')).toEqual({ available: 99, reserved: 0, sold: 1 });
    expect(await shop.openTickets(HARLEM)).toEqual([]);
    expect(await shop.order(order)).toMatchObject({ outcome: 'fulfilled', owes: [], settled: {} });
  });
});

describe('an order that payment refuses', () => {
  test.each([
    [
      'the reason of the bank when the card is declined',
      'pm_card_chargeDeclinedInsufficientFunds',
      'INSUFFICIENT_FUNDS',
    ],
    [
      'a code of its own when the card asks for authentication',
      'pm_card_authenticationRequired',
      'AUTHENTICATION_REQUIRED',
    ],
  ])('fails with %s', async (_why, token, code) => {
    const order = anOrder({ token });

    await shop.when(created(order), confirmed(order));

    expect(await shop.end(order)).toMatchObject({ type: 'Order Failed', detail: { stage: 'payment' } });
    expect((await shop.event(order, 'Payment Failed')).detail).toMatchObject({ code });
    await shop.quiet();
    expect(shop.published(order)).toEqual(['Payment Failed', 'Order Failed']);
    await shop.seenAtGateway(() => expect(shop.ledger(order)).not.toContain('captured'));
  });

  const refused: [string, string, string, Partial<Order>][] = [
    ['the shop is closed', 'SHOP_CLOSED', CLOSED_CORNER, { shopId: CLOSED_CORNER }],
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
    await shop.seenAtGateway(() => expect(shop.ledger(order)).toEqual([]));
  });
});

describe('an order that cannot be made', () => {
  test('gets its money back when stock is short, with every shortage listed', async () => {
    await shop.givenStock(CHELSEA, { p38: 1, p70: 0, p39: 5 });
    const order = anOrder({
      shopId: CHELSEA,
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
    await shop.seenAtGateway(() => {
      expect(shop.ledger(order)).toEqual(['opened', 'captured', 'refunded']);
      expect(shop.netCharge(order)).toBe(0);
    });
    expect(await shop.stock(CHELSEA, 'p39')).toEqual({ available: 5, reserved: 0, sold: 0 });
  });

  const expectUndone = async (order: Order, code: string): Promise<void> => {
    const end = await shop.end(order);
    expect(end).toMatchObject({ type: 'Order Failed', detail: { stage: 'fulfillment' } });
    expect(end.detail.reason).toContain(code);
    // The end is published by whoever cleared the last debt: by then nothing is owed any more.
    await shop.seenAtGateway(() => expect(shop.netCharge(order)).toBe(0));
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
    await shop.seenAtGateway(() => expect(shop.ledger(order)).toEqual(['opened', 'captured', 'refunded']));
  };

  test('gets its money and gives its stock back when the kitchen is full', async () => {
    await shop.givenStock(ONE_BURNER, { p38: 100, p70: 100 });
    await shop.givenScheduled(anOrder({ shopId: ONE_BURNER }));
    const second = anOrder({ shopId: ONE_BURNER });

    await shop.when(created(second), confirmed(second));

    await expectUndone(second, 'KITCHEN_FULL');
    expect(await shop.stock(ONE_BURNER, 'p38')).toEqual({ available: 98, reserved: 2, sold: 0 });
  });

  test('gets its money and gives its stock back when its customer has too many open orders', async () => {
    await shop.givenStock(TWO_A_HEAD, { p38: 100, p70: 100 });
    const customerId = ours('regular');
    const [first, second, third] = [1, 2, 3].map(() => anOrder({ shopId: TWO_A_HEAD, customerId })) as [
      Order,
      Order,
      Order,
    ];
    await shop.givenScheduled(first);
    await shop.givenScheduled(second);

    await shop.when(created(third), confirmed(third));

    await expectUndone(third, 'TOO_MANY_OPEN_ORDERS');
    expect(await shop.openTickets(TWO_A_HEAD)).toEqual([first.orderId, second.orderId].toSorted());

    // With one of theirs handed over there is room for another.
    await shop.when(ready(first));
    await shop.end(first);
    await shop.givenScheduled(anOrder({ shopId: TWO_A_HEAD, customerId }));
  });
});
