import { having, type Kind } from '../hostile-event';
import { PRODUCT_ID, UNIT_PRICE } from '../sound';

const line = (more: object): object => ({
  items: [{ productId: PRODUCT_ID, quantity: 1, unitPrice: UNIT_PRICE, ...more }],
});

/** Prices, quantities, currencies and cards, for an Order Created. */
export const MONEY: readonly Kind[] = [
  having('a total that is not the sum', { total: UNIT_PRICE + 1 }),
  having('a total of zero', { total: 0 }),
  having('a total below zero', { total: -UNIT_PRICE }),
  having('a total beyond the gateway', { ...line({ unitPrice: 10 ** 12 }), total: 10 ** 12 }),
  ...[0, -1, 1.5, 1_001, 2 ** 53, '1', null].map((quantity) =>
    having(`a quantity of ${JSON.stringify(quantity)}`, { ...line({ quantity }) }),
  ),
  ...[-1, 0.1, 2 ** 53, '450', null].map((unitPrice) =>
    having(`a price of ${JSON.stringify(unitPrice)}`, { ...line({ unitPrice }) }),
  ),
  having('a discount larger than the price', { adjustments: [{ type: 'discount', amount: -1_000 }], total: -550 }),
  having('an adjustment of no type', { adjustments: [{ type: 'bribe', amount: 1 }], total: 451 }),
  having('201 adjustments', { adjustments: Array.from({ length: 201 }, () => ({ type: 'tip', amount: 0 })) }),
  ...['ZZZ', 'usd', 'US', '', 'XXX', 'BTC', '\u001b[2J', '__proto__', 'USD\u0000', 7, null].map((currency) =>
    having(`the currency ${JSON.stringify(currency)}`, { currency }),
  ),
  ...['pm_', 'pm_\ud83d', 'pm_card_visa\n', '../v1/refunds', 'tok_', 'sk_live_1', 'x'.repeat(255), '', 7, null].map(
    (token) => having(`the card token ${JSON.stringify(token).slice(0, 20)}`, { payment: { token } }),
  ),
  having('no payment', { payment: null }),
  having('a payment that is a text', { payment: 'pm_card_visa' }),
  having('a customer of the gateway that is none', { payment: { token: 'pm_card_visa', customer: 'cus_../x' } }),
  having('a product that is not on the menu', {
    items: [{ productId: 'unicorn', quantity: 1, unitPrice: UNIT_PRICE }],
  }),
  having('a shop that does not exist', { shopId: 'no-such-shop' }),
];
