import type { Detail } from '../../contracts/events/events';
import type { Adjustment } from '../../contracts/events/fields';
import type { Failure } from '../../pipeline/orders/order-history';
import { paymentMethodParameters } from './gateway/stripe-requests';
import { amountRefusal, currencyRefusal } from './money-refusal';

/** A line needs a place in one DynamoDB transaction of 100 actions later on; an order has to fit with room to spare. */
export const MAX_LINES = 50;
export const MAX_QUANTITY = 1_000;
export const MAX_ADJUSTMENTS = 20;

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
export const refusalOf = (
  { items, adjustments = [], total, currency, shopId, payment }: Detail<'Order Created'>,
  shop: ShopTerms,
): Failure | undefined => {
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
  const refusedAdjustment = adjustmentRefusal(adjustments);
  if (refusedAdjustment) return refusedAdjustment;
  const sum = items.reduce((running, { quantity, unitPrice }) => running + quantity * unitPrice, 0);
  const due = adjustments.reduce((running, { amount }) => running + amount, sum);
  if (due !== total) {
    const what = adjustments.length > 0 ? 'items and adjustments come' : 'items come';
    return { code: 'INVALID_TOTAL', message: `total: the ${what} to ${due}, got ${total}` };
  }
  if (total < 0) return { code: 'INVALID_TOTAL', message: `total: must not be negative, got ${total}` };
  if (total === 0) return undefined;
  if (payment && !paymentMethodParameters(payment.token)) return INVALID_TOKEN;
  return amountRefusal({ amount: total, currency });
};

/** A sign that contradicts its type is a mistake of the sender's, and would be charged or given away. */
const adjustmentRefusal = (adjustments: readonly Adjustment[]): Failure | undefined => {
  const code = 'INVALID_ADJUSTMENTS';
  if (adjustments.length > MAX_ADJUSTMENTS)
    return { code, message: `adjustments: must be at most ${MAX_ADJUSTMENTS}, got ${adjustments.length}` };
  for (const [index, { type, amount }] of adjustments.entries()) {
    const field = `adjustments.${index}.amount`;
    if (type === 'discount' && amount > 0)
      return { code, message: `${field}: a discount must not be above 0, got ${amount}` };
    if (type === 'tip' && amount < 0) return { code, message: `${field}: a tip must not be below 0, got ${amount}` };
  }
  return undefined;
};
