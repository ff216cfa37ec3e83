import type { Detail } from '../../contracts/events/events';
import type { Failure } from '../../pipeline/orders/order-history';
import { paymentMethodParameters } from './gateway/stripe-requests';
import { amountRefusal, currencyRefusal } from './money-refusal';

/** A line needs a place in one DynamoDB transaction of 100 actions later on; an order has to fit with room to spare. */
export const MAX_LINES = 50;
export const MAX_QUANTITY = 1_000;

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
  { items, total, currency, shopId, payment }: Detail<'Order Created'>,
  shop: {
    readonly storeOpen: boolean;
    readonly productIds: ReadonlySet<string>;
    readonly currencies?: ReadonlySet<string>;
  },
): Failure | undefined => {
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
  const sum = items.reduce((running, { quantity, unitPrice }) => running + quantity * unitPrice, 0);
  if (sum !== total) return { code: 'INVALID_TOTAL', message: `total: the items come to ${sum}, got ${total}` };
  if (total === 0) return { code: 'INVALID_TOTAL', message: 'total: there is nothing to charge, got 0' };
  if (!paymentMethodParameters(payment.token)) return INVALID_TOKEN;
  return amountRefusal({ amount: total, currency });
};
