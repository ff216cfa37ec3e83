import type { Detail } from '../../contracts/events/events';
import type { Failure } from '../../pipeline/orders/order-history';

/** A line needs a place in one DynamoDB transaction of 100 actions later on; an order has to fit with room to spare. */
export const MAX_LINES = 50;
export const MAX_QUANTITY = 1_000;

const ISO_4217 = new Set(Intl.supportedValuesOf('currency'));

/**
 * Why this order must not be charged, or undefined if it may be. Faults of an order are the customer's answer (Payment Failed), not
 * errors: each message names the field and the value.
 */
export const refusalOf = (
  { items, total, currency, shopId }: Detail<'Order Created'>,
  shop: { readonly storeOpen: boolean; readonly productIds: ReadonlySet<string> },
): Failure | undefined => {
  if (!shop.storeOpen) return { code: 'SHOP_CLOSED', message: `shopId: shop ${shopId} is closed` };
  if (!ISO_4217.has(currency))
    return { code: 'INVALID_CURRENCY', message: `currency: must be an ISO 4217 code, got ${currency}` };
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
  const sum = items.reduce((running, { quantity, unitPrice }) => running + quantity * unitPrice, 0);
  if (sum !== total) return { code: 'INVALID_TOTAL', message: `total: the items come to ${sum}, got ${total}` };
  if (total === 0) return { code: 'INVALID_TOTAL', message: 'total: there is nothing to charge, got 0' };
  return undefined;
};
