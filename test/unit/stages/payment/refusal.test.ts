import { MAX_LINES, MAX_QUANTITY } from '../../../../stages/payment/refusal';
import { MAX_ADJUSTMENTS } from '../../../../stages/payment/total-refusal';
import { created } from '../../../stages/events';
import { detailOf, given, givenPaid, published } from '../../../stages/scenario';
import { SETTINGS } from '../../../stages/settings';

const latte = { productId: 'latte', quantity: 1, unitPrice: 450 };
const of = (...items: (typeof latte)[]) =>
  created({ items, total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0) });

const adjusted = (...adjustments: (readonly ['discount' | 'tax' | 'tip', number])[]) =>
  created({
    adjustments: adjustments.map(([type, amount]) => ({ type, amount })),
    total: adjustments.reduce((total, [, amount]) => total + amount, 900),
  });

describe('an order is refused before any charge', () => {
  it.each([
    ['currency is unknown', created({ currency: 'ABC' }), 'INVALID_CURRENCY', 'currency', 'ABC'],
    ['currency is written small', created({ currency: 'usd' }), 'INVALID_CURRENCY', 'currency', 'usd'],
    ['order is empty', of(), 'INVALID_ITEMS', 'items', '0'],
    [
      'order has too many lines',
      of(...Array.from({ length: MAX_LINES + 1 }, () => latte)),
      'INVALID_ITEMS',
      'items',
      '51',
    ],
    ['quantity is zero', of(latte, { ...latte, quantity: 0 }), 'INVALID_QUANTITY', 'items.1.quantity', '0'],
    ['quantity is negative', of({ ...latte, quantity: -1 }), 'INVALID_QUANTITY', 'items.0.quantity', '-1'],
    [
      'quantity is beyond reason',
      of({ ...latte, quantity: MAX_QUANTITY + 1 }),
      'INVALID_QUANTITY',
      'items.0.quantity',
      '1001',
    ],
    ['price is negative', of({ ...latte, unitPrice: -450 }), 'INVALID_PRICE', 'items.0.unitPrice', '-450'],
    [
      'product is not on the menu',
      of({ ...latte, productId: 'gold-latte' }),
      'UNKNOWN_PRODUCT',
      'items.0.productId',
      'gold-latte',
    ],
    ['total is too low', created({ total: 899 }), 'INVALID_TOTAL', 'total', '899'],
    ['total is too high', created({ total: 901 }), 'INVALID_TOTAL', 'total', '901'],
    ['discounts are more than its prices', adjusted(['discount', -1_000]), 'INVALID_TOTAL', 'total', '-100'],
    ['discount is added', adjusted(['discount', 50]), 'INVALID_ADJUSTMENTS', 'adjustments.0.amount', '50'],
    ['tip is taken off', adjusted(['tax', -5], ['tip', -50]), 'INVALID_ADJUSTMENTS', 'adjustments.1.amount', '-50'],
    [
      'order has too many adjustments',
      adjusted(...Array.from({ length: MAX_ADJUSTMENTS + 1 }, () => ['tip', 1] as const)),
      'INVALID_ADJUSTMENTS',
      'adjustments',
      '21',
    ],
    [
      'total leaves the tip out',
      created({ adjustments: [{ type: 'tip', amount: 100 }], total: 900 }),
      'INVALID_TOTAL',
      'total',
      '900',
    ],
    ['total is below the least charge', of({ ...latte, unitPrice: 30 }), 'AMOUNT_TOO_SMALL', 'total', '0.30 USD'],
    [
      'total is no whole number of ariary',
      created({ items: [{ ...latte, unitPrice: 1_450_050 }], total: 1_450_050, currency: 'MGA' }),
      'INVALID_AMOUNT',
      'total',
      '14,500.50 MGA',
    ],
  ])(
    'an order is refused before any charge when its %s: the message names field and value',
    async (_, event, code, field, value) => {
      const scenario = await given().atPayment(event);

      expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
      const { message } = detailOf(scenario, 'Payment Failed');
      expect(detailOf(scenario, 'Payment Failed').code).toBe(code);
      expect(message.startsWith(`${field}: `)).toBe(true);
      expect(message.endsWith(`got ${value}`)).toBe(true);
      expect(detailOf(scenario, 'Order Failed')).toMatchObject({ stage: 'payment', reason: `${code}: ${message}` });
      expect(scenario.order.payment).toBeUndefined();
      expect(scenario.counted).toEqual({ payments_refused: 1, orders_failed: 1 });
    },
  );

  it('an order is refused before any charge when the shop is closed', async () => {
    const scenario = await given({ storeOpen: false }).atPayment(created());

    expect(detailOf(scenario, 'Payment Failed')).toMatchObject({
      code: 'SHOP_CLOSED',
      message: 'shopId: shop astoria is closed',
    });
    expect(scenario.order).toMatchObject({ outcome: 'failed', owes: [] });
  });

  it('an order is refused before any charge when the shop does not accept its currency', async () => {
    const scenario = await given({ currencies: new Set(['EUR', 'CHF']) }).atPayment(created());

    expect(detailOf(scenario, 'Payment Failed')).toMatchObject({
      code: 'CURRENCY_NOT_ACCEPTED',
      message: 'currency: must be one that the shop accepts (EUR, CHF), got USD',
    });
  });

  it('an order that is just within the limits is charged', async () => {
    const widest = Array.from({ length: MAX_LINES }, () => ({ ...latte, quantity: MAX_QUANTITY }));

    expect(published(await given().atPayment(of(...widest)))).toEqual(['Payment Processed']);
    expect(published(await given().atPayment(of(latte, { ...latte, unitPrice: 0 })))).toEqual(['Payment Processed']);
  });

  it('an order whose payment is open is never refused: it may have been charged, so only the gateway knows', async () => {
    const scenario = await givenPaid();
    // The charge was made, its answer lost, and the shop has closed since.
    const { charged: _lost, ...opened } = scenario.order;
    scenario.store(opened).settings = { ...SETTINGS, storeOpen: false };

    expect(published(await scenario.atPayment(created()))).toEqual(['Payment Processed']);
  });
});
