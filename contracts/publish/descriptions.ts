import type { DetailType } from '../events/events';

/** What a neighbour wants to know of an event: when it is sent, and what follows from it. */
export const whenSent: Readonly<Record<DetailType, string>> = {
  'Order Created':
    'A customer has placed an order. We check it against the menu, charge it, and answer with Payment Processed or Payment Failed. The same orderId with another customer, items, adjustments, total or currency is an error, never a second order.',
  'Order Confirmed':
    'The customer stands by the order. Paid and confirmed, it goes on to stock and kitchen. May overtake Order Created.',
  'Order Cancelled':
    'The order shall not be made, at whatever point it is; also sent for orders that nobody confirms or collects. Answered with Order Cancellation Completed or Order Cancellation Refused.',
  'Order Ready': 'The barista has finished. May overtake Delivery Scheduled.',
  'Payment Processed': 'The customer has been charged, or the total was 0 and there was nothing to charge.',
  'Payment Failed':
    'The card was declined, or the order was refused before any charge (shop closed or unknown, invalid order). Order Failed follows.',
  'Payment Validated':
    'The order is paid and confirmed, or confirmation is not required. Carries the order to whoever makes it ready; the card token is not in it.',
  'Inventory Allocated': 'All lines of the order are reserved in the stock of its shop.',
  'Inventory Rejected': 'At least one product is short; nothing has been reserved. Refund and Order Failed follow.',
  'Stock Low': 'What a shop has left of a product fell to its threshold or under it. Once per fall, not per order.',
  'Delivery Scheduled': 'The kitchen has given the order a ticket and a time.',
  'Fulfillment Rejected':
    'The shop closed, its kitchen is full, or the customer has too many open orders. Refund, release and Order Failed follow.',
  'Payment Refunded': 'What was charged has been given back in full. Not sent if nothing had been charged.',
  'Payment Action Required':
    "The card's bank wants the customer to authenticate: show them `url` before `until`. Payment Processed or Payment Failed follows.",
  'Payment Check Due':
    'A payment of the order is pending at the gateway: the payment stage reads it there again. Of no use to others.',
  'Payment Refund Failed':
    'The gateway could not give the money back, possibly after Payment Refunded and the end of the order. The end stays; a person resolves it.',
  'Payment Disputed':
    'The customer disputes the charge at their bank: once when it is opened, once when it is decided. The end of the order stays.',
  'Inventory Released': 'What was reserved is available again. Not sent if nothing had been reserved.',
  'Order Fulfilled': 'Final: the order was ready and has been handed over.',
  'Order Failed':
    'Final: the order could not be made, and every compensation is done: net charge and net stock are zero.',
  'Order Cancellation Completed': 'Final: the order is cancelled, and every compensation is done.',
  'Order Cancellation Refused': 'The cancellation came after the order was fulfilled; it stays fulfilled.',
  'Circuit Opened': 'Calls to a dependency failed too often; the stage that needs it pauses until it is back.',
  'Circuit Closed': 'The dependency is back and the stage works again.',
};

/** What a field means, by its path in the detail. A path under an event's name goes before the path alone. */
export const fieldMeanings: Readonly<Record<string, string>> = {
  orderId: 'The order.',
  shopId: 'The shop that makes it.',
  timestamp: 'When it happened.',
  metadata: 'Who the event is.',
  'metadata.eventId': 'Identity of the event; the same however often it is sent. Deduplicate by it.',
  'metadata.schemaVersion': 'Version of the schema of this detail.',
  'metadata.causationId': 'eventId of the event that this one follows from (the id of the bus event if that has none).',
  customerId: 'The customer.',
  items: 'Lines of the order. A product may be on several.',
  'Order Created/items': 'Lines of the order, 1 to 50; others are refused. A product may be on several.',
  'items[].productId': 'Product on the menu.',
  'items[].quantity': 'Pieces.',
  'Order Created/items[].quantity': 'Pieces, 1 to 1000; others are refused.',
  'items[].unitPrice': 'Price of one piece, in minor units of the currency.',
  adjustments: 'What is added to the prices of the lines, or taken off them.',
  'Order Created/adjustments':
    'What is added to the prices of the lines, or taken off them; at most 20, more are refused.',
  'adjustments[].type': 'What it is.',
  'adjustments[].amount':
    'Signed, in minor units of the currency: a discount is 0 or less, a tip 0 or more, a tax either.',
  total: 'Sum of quantity × unitPrice of the lines, plus the amounts of the adjustments; minor units of the currency.',
  'Order Created/total':
    'Sum of quantity × unitPrice of the lines, plus the amounts of the adjustments; minor units of the currency. May be 0: such an order is never charged.',
  currency: 'ISO 4217 code, for instance `USD`.',
  payment: 'How it is paid. Required unless the total is 0.',
  'payment.token':
    "Payment method (`pm_…`), card token (`tok_…`) or confirmation token (`ctoken_…`) of the gateway, never a card's number. Not in our tables, logs or events.",
  'payment.customer':
    "The gateway's customer (`cus_…`) to whom the payment method belongs; a method that is saved needs it.",
  reason: 'Why, for people.',
  message: 'Why, for people.',
  paymentId: 'Payment at the gateway (Stripe: payment intent).',
  'Payment Processed/paymentId':
    'Payment at the gateway (Stripe: payment intent); `free_` and the orderId for a total of 0, of which the gateway knows nothing.',
  status: 'Always `PAID`.',
  url: 'Page of the gateway where the customer authenticates. Whoever has it acts as the customer: do not log or keep it.',
  until: 'When the payment is given up.',
  retryRefund: 'Asks for a refund again that has failed after the end of the order.',
  refundId: 'Refund at the gateway, if it made one.',
  'Payment Refund Failed/status': "The refund's final status at the gateway.",
  disputeId: 'Dispute at the gateway.',
  'Payment Disputed/status':
    '`opened`; then `won` (we keep the money) or `lost` (the customer has it back, without a refund).',
  amount: 'Minor units of the currency.',
  placedAt:
    'When the order was placed: when the bus took its Order Created, or the timestamp of that, which is finer, if the two are within a second.',
  'Payment Failed/code':
    'UNKNOWN_SHOP, SHOP_CLOSED, INVALID_CURRENCY, CURRENCY_NOT_ACCEPTED, INVALID_ITEMS, INVALID_QUANTITY, INVALID_PRICE, INVALID_ADJUSTMENTS, INVALID_TOTAL, UNKNOWN_PRODUCT, INVALID_AMOUNT, AMOUNT_TOO_SMALL, AMOUNT_TOO_LARGE, INVALID_PAYMENT_METHOD, INVALID_CUSTOMER, AUTHENTICATION_REQUIRED, PAYMENT_PROCESSING, or why the gateway declined (CARD_DECLINED, INSUFFICIENT_FUNDS, …). More may come.',
  'Fulfillment Rejected/code': 'SHOP_CLOSED, KITCHEN_FULL or TOO_MANY_OPEN_ORDERS. More may come.',
  shortages: 'Every product that is short.',
  'shortages[].productId': 'The product.',
  'shortages[].requested': 'Pieces that the order asks for, all its lines together.',
  'shortages[].available': 'Pieces that were available.',
  productId: 'The product.',
  available: 'Pieces that are left.',
  threshold: "The shop's threshold when it fell, in pieces.",
  ticket: 'Number of the order in its shop on this day, without gaps.',
  day: "Day of the ticket in the shop's time zone.",
  startsAt: 'When a station starts on it.',
  readyAt: 'When it should be ready.',
  'Inventory Released/items': 'What was given back, one entry per product.',
  'Inventory Released/items[].quantity': 'Pieces that are available again.',
  latencyMs: 'Milliseconds from `placedAt` to the hand-over.',
  withinSla: "Whether that was within the service's promise (`sla.fulfilledWithinSeconds`).",
  stage: 'Where the order failed.',
  'Order Failed/reason': 'Why, for people: the code and the message of the rejection.',
  'Order Cancellation Completed/reason': 'The reason that Order Cancelled gave.',
  name: 'The circuit breaker, one per dependency.',
  retryAt: 'When the next attempt is made.',
};

/** @throws Error that names event and field if it has no meaning yet. */
export const meaningOf = (event: string, path: string): string => {
  const meaning = fieldMeanings[`${event}/${path}`] ?? fieldMeanings[path];
  if (meaning === undefined) throw new Error(`contracts/publish/descriptions.ts: ${event} has no meaning for ${path}`);
  return meaning;
};
