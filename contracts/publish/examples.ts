import type { Detail, DetailType } from '../events/events';

/*
 * One order of two lattes and a croissant, told as far as each event gets; rejections and endings are those of other orders like it.
 */

const placedAt = '2026-11-24T12:59:00Z';
const customerId = 'c-204';
const items = [
  { productId: 'latte', quantity: 2, unitPrice: 450 },
  { productId: 'croissant', quantity: 1, unitPrice: 375 },
];
const price = { total: 1275, currency: 'USD' };
const order = { customerId, items, ...price, placedAt };

const of = (orderId: string, timestamp: string, eventId: string, causationId?: string) => ({
  orderId,
  shopId: 'astoria',
  timestamp,
  metadata: { eventId, schemaVersion: 1 as const, ...(causationId && { causationId }) },
});

const created = 'om-7f3a-created';
const confirmed = 'om-7f3a-confirmed';
const ready = 'om-7f3a-ready';
const cancelled = 'om-81c0-cancelled';
const processed = '5b0e6d7a1f6c4f0a9f6e2a4d8c3b7e10';
const validated = 'c4d9a2b07e8141e59b3f60a7d2c8e5f1';
const allocated = '0f6e3b5d9a7c48d2b1e4c8f7a6d59023';
const rejected = '9a1d7c3e5f2b4806a7e9d0c4b8f61325';

/** An example of every event's detail. */
export const examples: { readonly [T in DetailType]: Detail<T> } = {
  'Order Created': {
    ...of('o-7f3a', placedAt, created),
    customerId,
    items,
    ...price,
    payment: { token: 'pm_card_visa' },
  },
  'Order Confirmed': of('o-7f3a', '2026-11-24T12:59:20Z', confirmed),
  'Order Cancelled': { ...of('o-81c0', '2026-11-24T13:01:00Z', cancelled), reason: 'the customer left' },
  'Order Ready': of('o-7f3a', '2026-11-24T13:02:40Z', ready),
  'Payment Processed': {
    ...of('o-7f3a', '2026-11-24T12:59:01Z', processed, created),
    paymentId: 'pi_3Q2vKx',
    status: 'PAID',
    amount: price.total,
    currency: price.currency,
  },
  'Payment Failed': {
    ...of('o-5d12', '2026-11-24T12:59:01Z', '3d8f1c6b2a9e47508b7d6e1f4c0a9253', 'om-5d12-created'),
    code: 'CARD_DECLINED',
    message: 'Your card was declined.',
  },
  'Payment Validated': { ...of('o-7f3a', '2026-11-24T12:59:21Z', validated, confirmed), ...order },
  'Inventory Allocated': { ...of('o-7f3a', '2026-11-24T12:59:21Z', allocated, validated), ...order },
  'Inventory Rejected': {
    ...of('o-90e4', '2026-11-24T13:05:03Z', '7e2c9b4d1a6f4385b0c8d7e5f3a29146', '1c7f5e3a9d2b4086a4e8c6b0d9f72531'),
    shortages: [{ productId: 'croissant', requested: 3, available: 1 }],
  },
  'Stock Low': {
    ...of('o-7f3a', '2026-11-24T12:59:21Z', 'b8e5d2c7f1a94630a9d4c6e8b3f07215', validated),
    productId: 'croissant',
    available: 10,
    threshold: 10,
  },
  'Delivery Scheduled': {
    ...of('o-7f3a', '2026-11-24T12:59:22Z', '4a7d0e9c6b3f4152a8c5d1e7f9b20364', allocated),
    ticket: 17,
    day: '2026-11-24',
    startsAt: '2026-11-24T13:00:10Z',
    readyAt: '2026-11-24T13:02:25Z',
  },
  'Fulfillment Rejected': {
    ...of('o-a3b7', '2026-11-24T13:10:02Z', rejected, '2f5b8e1d7c4a4963b6e0d9c8a7f51324'),
    code: 'KITCHEN_FULL',
    message: 'the kitchen has 50 open orders, at most 50 are allowed',
  },
  'Payment Refunded': {
    ...of('o-a3b7', '2026-11-24T13:10:03Z', '6c1e8d5a0b7f42938d6c4e2a1f9b7035', rejected),
    paymentId: 'pi_3Q2wMz',
    amount: price.total,
    currency: price.currency,
  },
  'Payment Action Required': {
    ...of('o-b21d', '2026-11-24T13:20:01Z', '53c8e1f7a09d4b62b7e4d0c9a5f81362', 'om-b21d-created'),
    paymentId: 'pi_3Q2xNa',
    url: 'https://hooks.stripe.com/3d_secure_2/hosted?merchant=acct_1&payment_intent=pi_3Q2xNa',
    until: '2026-11-24T13:35:01Z',
  },
  'Payment Check Due': {
    ...of('o-b21d', '2026-11-24T13:21:05Z', '2e9b7d4c0f614a83c5d8e6b1a7f02943'),
    paymentId: 'pi_3Q2xNa',
  },
  'Payment Refund Failed': {
    ...of('o-a3b7', '2026-11-27T08:00:12Z', '91d5f3a7c2e84b06d6c7e0b9a4f81523', '4c2f8e0b9d7a4136e5b8d1c7a0f93264'),
    paymentId: 'pi_3Q2wMz',
    refundId: 're_3Q2wMz',
    status: 'failed',
  },
  'Payment Disputed': {
    ...of('o-7f3a', '2026-12-09T09:30:44Z', 'c70a5e8d3b9f41628e1d4c6b7a0f5392', '8a3d6f1e5c0b4972b9e7d4c8a1f60235'),
    paymentId: 'pi_3Q2vKx',
    disputeId: 'dp_1Q7yRt',
    status: 'opened',
  },
  'Inventory Released': {
    ...of('o-a3b7', '2026-11-24T13:10:03Z', 'e0b4c7d1a8f5462397e5d0c6b9a81f24', rejected),
    items: items.map(({ productId, quantity }) => ({ productId, quantity })),
  },
  'Order Fulfilled': {
    ...of('o-7f3a', '2026-11-24T13:02:41Z', 'd5a9f0c3b7e8416290c4d6e1a7f83b52', ready),
    latencyMs: 221_000,
    withinSla: true,
  },
  'Order Failed': {
    ...of('o-a3b7', '2026-11-24T13:10:03Z', '8f3b6e0d9c5a41742d7e8c1b4a6f9053', rejected),
    stage: 'fulfillment',
    reason: 'KITCHEN_FULL: the kitchen has 50 open orders, at most 50 are allowed',
  },
  'Order Cancellation Completed': {
    ...of('o-81c0', '2026-11-24T13:01:02Z', '1d6a4c9e7b0f45328a5d3e6c8f1b7094', cancelled),
    reason: 'the customer left',
  },
  'Order Cancellation Refused': {
    ...of('o-7f3a', '2026-11-24T13:02:41Z', 'a2c8e5b1d7f0436984b6d0e3c9a5f712', 'om-7f3a-cancelled'),
    message: 'order o-7f3a was fulfilled before the cancellation came',
  },
  'Circuit Opened': {
    name: 'gateway',
    timestamp: '2026-11-24T14:00:05Z',
    metadata: { eventId: 'f2d7b0e4c9a18365d0b7e4c2a9f61835', schemaVersion: 1 },
    retryAt: '2026-11-24T14:01:05Z',
    reason: '5 of the last 10 calls failed',
  },
  'Circuit Closed': {
    name: 'gateway',
    timestamp: '2026-11-24T14:01:06Z',
    metadata: { eventId: '07c5e9a3d1b84f62c8e5a7d0b3f94126', schemaVersion: 1 },
  },
};

/** Ids of an example's bus event: what EventBridge adds. */
export const EXAMPLE_ENVELOPE = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  account: '111111111111',
  region: 'us-west-1',
  resources: [],
} as const;
