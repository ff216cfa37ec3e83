import { eventSchemas } from '../../../../contracts/events/events';
import { ID_PATTERN } from '../../../../contracts/events/fields';
import { CLOSING_SHOP, planOrders } from '../../../../simulation/traffic/order-plan';
import { MALFORMED_KINDS, mayEnd, type OrderKind, refusedBeforeCharge } from '../../../../simulation/traffic/plan';
import { COFFEE_SHOP_PROFILE } from '../../../../simulation/traffic/profile';
import { ORDINARY_SHARES } from '../../../../simulation/traffic/shares';

const KINDS: OrderKind[] = [
  'ordinary',
  'declined',
  'short-stock',
  'closed-shop',
  'invalid-quantity',
  'invalid-price',
  'invalid-total',
  'unknown-product',
  'unknown-shop',
  'adjusted',
  'free',
  'invalid-currency',
];
const START_MS = Date.parse('2026-11-24T09:00:00Z');
const planned = (more = {}) => planOrders({ orders: 300, seed: 7, startMs: START_MS, ...more });

describe('a planned run', () => {
  test('the same seed gives the same plan, another seed another one', () => {
    expect(planned()).toEqual(planned());
    expect(planned({ seed: 8 }).orders).not.toEqual(planned().orders);
  });

  test.each([25, 300, 1_000])('%i orders hold every kind of order and of malformed event', (orders) => {
    const plan = planned({ orders });

    expect(plan.orders).toHaveLength(orders);
    expect(new Set(plan.orders.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(new Set(plan.malformed.map(({ kind }) => kind))).toEqual(new Set(MALFORMED_KINDS));
  });

  test('most orders are ordinary, and about one event in twenty comes twice', () => {
    const { orders } = planned({ orders: 1_000 });
    const duplicates = orders.flatMap((order) => order.duplicates);

    expect(orders.filter(({ kind }) => kind === 'ordinary').length).toBeGreaterThan(700);
    expect(duplicates).toHaveLength(100);
    expect(duplicates.filter(({ sameEventId }) => sameEventId)).toHaveLength(50);
  });

  test('some confirmations overtake the creation, most come after it', () => {
    const { orders } = planned();

    expect(orders.filter(({ confirmedAfterMs }) => confirmedAfterMs < 0)).toHaveLength(30);
  });

  test('orders and markers of malformed events are told apart', () => {
    const plan = planned();

    expect(new Set(plan.orders.map(({ orderId }) => orderId)).size).toBe(300);
    expect(
      plan.malformed.every(
        ({ marker }) => plan.malformed.filter((other) => other.marker.includes(marker)).length === 1,
      ),
    ).toBe(true);
    expect(planned({ runId: 'again' }).orders[0]?.orderId).toBe('o-again-1');
  });

  test('orders arrive in order of time, within the window', () => {
    const times = planned({ arrivalWindowMs: 10_000 }).orders.map(({ placedAtMs }) => placedAtMs);

    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times[0]).toBeGreaterThanOrEqual(START_MS);
    expect(times.at(-1)).toBeLessThan(START_MS + 10_000);
  });
});

describe('planned orders', () => {
  test('keep the schema of Order Created, also where they break a rule of the shop', () => {
    for (const { orderId, shopId, customerId, items, adjustments, total, currency, token } of planned().orders) {
      const detail = {
        orderId,
        shopId,
        customerId,
        items,
        adjustments,
        total,
        currency,
        ...(token && { payment: { token } }),
        timestamp: new Date(START_MS).toISOString(),
      };
      expect(eventSchemas['Order Created'].safeParse(detail)).toMatchObject({ success: true });
    }
  });

  test('good ones are on the menu at its prices and add up', () => {
    const { orders, menu } = planned();
    const prices = new Map(menu.map(({ productId, price }) => [productId, price]));

    for (const { kind, items, adjustments = [], total, currency } of orders.filter(
      (order) => !refusedBeforeCharge(order.kind),
    )) {
      expect({ kind, total }).toEqual({
        kind,
        total: [
          ...items.map(({ quantity, unitPrice }) => quantity * unitPrice),
          ...adjustments.map(({ amount }) => amount),
        ].reduce((sum, amount) => sum + amount, 0),
      });
      expect(items.map(({ unitPrice }) => unitPrice)).toEqual(items.map(({ productId }) => prices.get(productId)));
      expect(new Set(items.map(({ productId }) => productId)).size).toBe(items.length);
      expect(currency).toBe('USD');
    }
  });

  test('invalid ones have their one fault', () => {
    const { orders, menu } = planned();
    const first = (kind: OrderKind) => orders.find((order) => order.kind === kind);
    const sum = (kind: OrderKind) =>
      first(kind)?.items.reduce((total, line) => total + line.quantity * line.unitPrice, 0);

    expect(first('invalid-quantity')?.items[0]?.quantity).toBe(0);
    expect(first('invalid-price')?.items[0]?.unitPrice).toBe(-1);
    expect(menu.map(({ productId }) => productId)).not.toContain(first('unknown-product')?.items[0]?.productId);
    expect(first('invalid-currency')?.currency).toBe('ZZZ');
    expect(Intl.supportedValuesOf('currency')).not.toContain('ZZZ');
    expect(first('invalid-total')?.total).toBe((sum('invalid-total') ?? 0) + 1);
    for (const kind of ['invalid-quantity', 'invalid-price', 'unknown-product', 'invalid-currency'] as const) {
      expect(first(kind)?.total).toBe(sum(kind));
    }
  });

  test('short stock: more orders ask for the scarce product than there is of it, and nobody else in that shop does', () => {
    const { orders, stock } = planned();
    const [scarce, ...others] = stock.filter(({ received }) => received < 100);
    const asking = orders.filter(
      ({ shopId, items }) =>
        shopId === scarce?.shopId && items.some(({ productId }) => productId === scarce?.productId),
    );

    expect(others).toEqual([]);
    expect(asking.length).toBeGreaterThan(scarce?.received ?? Number.NaN);
    expect(asking.every(({ kind }) => kind === 'short-stock')).toBe(true);
  });

  test('other stock is ample: all that the orders ask for, with spare', () => {
    const { orders, stock } = planned();
    const received = new Map(stock.map((item) => [`${item.shopId}#${item.productId}`, item.received]));
    for (const { shopId, items } of orders.filter(({ kind }) => kind === 'ordinary')) {
      for (const { productId, quantity } of items)
        received.set(`${shopId}#${productId}`, (received.get(`${shopId}#${productId}`) ?? 0) - quantity);
    }

    expect(Math.min(...[...received.values()].filter((left) => left > 3))).toBeGreaterThan(500);
    expect([...received.values()].every((left) => left > 0)).toBe(true);
  });

  test('the closing shop has orders before and after it closes', () => {
    const { orders, closeShop } = planned();
    const there = orders.filter(({ shopId }) => shopId === CLOSING_SHOP);
    const before = there.filter(({ placedAtMs }) => placedAtMs < (closeShop?.atMs ?? 0));

    expect(closeShop?.shopId).toBe(CLOSING_SHOP);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(there.length);
  });

  test('only ordinary orders have to be fulfilled, only bad ones have to fail', () => {
    expect(mayEnd('ordinary')).toEqual(['fulfilled']);
    expect(mayEnd('declined')).toEqual(['failed']);
    expect(mayEnd('invalid-total')).toEqual(['failed']);
    expect(mayEnd('short-stock')).toEqual(['fulfilled', 'failed']);
    expect(KINDS.filter(refusedBeforeCharge)).toHaveLength(6);
  });
});

describe('the traffic of a load test', () => {
  test('twenty shops all sell, the first ones most', () => {
    const { orders } = planned({ orders: 4_000, shops: 20, shares: ORDINARY_SHARES });
    const sales = (shopId: string) => orders.filter((order) => order.shopId === shopId).length;

    expect(new Set(orders.map(({ shopId }) => shopId)).size).toBe(20);
    expect(sales('astoria')).toBeGreaterThan(4 * sales('shop-20'));
    expect(orders.every(({ shopId }) => ID_PATTERN.test(shopId))).toBe(true);
  });

  test('may consist of good orders only, each event once', () => {
    const plan = planned({ shares: ORDINARY_SHARES });

    expect(new Set(plan.orders.map(({ kind }) => kind))).toEqual(new Set(['ordinary']));
    expect(plan.malformed).toEqual([]);
    expect(plan.closeShop).toBeUndefined();
    expect(plan.orders.some(({ duplicates, confirmedAfterMs }) => duplicates.length > 0 || confirmedAfterMs < 0)).toBe(
      false,
    );
  });

  test('one kind left out leaves the baskets as they are', () => {
    const items = (shares: object) => planned({ shares }).orders.filter(({ kind }) => kind === 'ordinary')[0]?.items;

    expect(items({ duplicated: 0 })).toEqual(items({}));
  });

  test('sells what the coffee shops sold, in their proportions', () => {
    const { orders } = planned({ orders: 5_000, shares: ORDINARY_SHARES });
    const lines = orders.flatMap(({ items }) => items);
    const sold = (productId: string) => lines.filter((line) => line.productId === productId).length / lines.length;
    const all = COFFEE_SHOP_PROFILE.menu.reduce((sum, { sales }) => sum + sales, 0);

    for (const { productId, sales } of COFFEE_SHOP_PROFILE.menu.slice(0, 40))
      expect(sold(productId)).toBeCloseTo(sales / all, 2);
    const single = COFFEE_SHOP_PROFILE.linesPerBasket[0] ?? 0;
    const baskets = COFFEE_SHOP_PROFILE.linesPerBasket.reduce((sum, count) => sum + count, 0);
    expect(orders.filter(({ items }) => items.length === 1).length / orders.length).toBeCloseTo(single / baskets, 1);
  });

  test.each([
    [{ orders: 0 }, 'orders: must be a whole number from 1, got 0'],
    [{ seed: 1.5 }, 'seed: must be a whole number, got 1.5'],
    [{ shops: 0 }, 'shops: must be at least one, got 0'],
  ])('%j is refused', (options, message) => {
    expect(() => planned(options)).toThrow(message);
  });
});
