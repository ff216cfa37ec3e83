import type { Detail } from '../../contracts/events/events';
import type { Failure } from '../../pipeline/orders/order-history';
import { paymentMethodParameters } from './gateway/stripe-requests';
import { amountRefusal, currencyRefusal } from './money-refusal';
import { totalRefusal } from './total-refusal';

/** A line needs a place in one DynamoDB transaction of 100 actions later on; an order has to fit with room to spare. */
export const MAX_LINES = 50;
export const MAX_QUANTITY = 1_000;

/** What a shop takes. */
export interface ShopTerms {
  readonly shopIsKnown: boolean;
  readonly storeOpen: boolean;
  readonly productIds: ReadonlySet<string>;
  /** ISO 4217 codes that the shop takes; undefined: all. */
  readonly currencies?: ReadonlySet<string>;
}

/** Its value is the one that no message may show. */
const INVALID_TOKEN: Failure = {
  code: 'INVALID_PAYMENT_METHOD',
  message: 'payment.token: must be a payment method (pm_…), a card token (tok_…) or a confirmation token (ctoken_…)',
};

/**
 * Why this order must not be charged, or undefined if it may be. Faults of an order are the customer's answer (Payment Failed), not
 * errors: each message names the field and the value.
 */
export const refusalOf = (detail: Detail<'Order Created'>, shop: ShopTerms): Failure | undefined => {
  const { items, total, currency, shopId, payment } = detail;
  if (!shop.shopIsKnown)
    return { code: 'UNKNOWN_SHOP', message: `shopId: must be a shop that takes orders, got ${shopId}` };
  if (!shop.storeOpen) return { code: 'SHOP_CLOSED', message: `shopId: shop ${shopId} is closed` };
  const refusedCurrency = currencyRefusal(currency, shop.currencies);
  if (refusedCurrency) return refusedCurrency;
  if (items.length === 0 || items.length > MAX_LINES) {
    return { code: 'INVALID_ITEMS', message: `items: must be 1 to ${MAX_LINES} lines, got ${items.length}` };
  }
  for (const [index, { productId, quantity, unitPrice }] of items.entries()) {
    const line = `items.${index}`;
    if (quantity < 1 || quantity > MAX_QUANTITY) {
      return { code: 'INVALID_QUANTITY', message: `${line}.quantity: must be 1 to ${MAX_QUANTITY}, got ${quantity}` };
    }
    if (unitPrice < 0)
      return { code: 'INVALID_PRICE', message: `${line}.unitPrice: must not be negative, got ${unitPrice}` };
    if (!shop.productIds.has(productId)) {
      return { code: 'UNKNOWN_PRODUCT', message: `${line}.productId: not on the menu, got ${productId}` };
    }
  }
  const refusedTotal = totalRefusal(detail);
  if (refusedTotal) return refusedTotal;
  if (total === 0) return undefined;
  if (payment && !paymentMethodParameters(payment.token)) return INVALID_TOKEN;
  return amountRefusal({ amount: total, currency });
};
