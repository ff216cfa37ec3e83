import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import type { Evidence, ExpectedOrder, SeenEvent } from '../../../../simulation/audit/evidence';

const AT = '2026-11-24T09:00:00.000Z';
const done = { at: AT, causedBy: 'event' };
const snapshot = {
  customerId: 'c-1',
  items: [{ productId: 'p1', quantity: 2, unitPrice: 450 }],
  total: 900,
  currency: 'USD',
  placedAt: AT,
};
const base = { shopId: 'astoria', version: 3, snapshot, owes: [], ended: done, closed: { ...done, by: 'test' } };

/** An order of two p1 at astoria that was paid, made and handed over. */
export const fulfilledOrder = (orderId: string, ticket: number): OrderHistory => ({
  ...base,
  orderId,
  outcome: 'fulfilled',
  charged: { ...done, amount: 900, currency: 'USD' },
  allocated: { ...done, lines: { p1: 2 } },
  scheduled: {
    ...done,
    ticket,
    day: '2026-11-24',
    startsAt: AT,
    readyAt: AT,
    placedAt: AT,
    total: 900,
    currency: 'USD',
  },
});

/** An order that was refused before any charge. */
export const failedOrder = (orderId: string): OrderHistory => ({
  ...base,
  orderId,
  outcome: 'failed',
  paymentFailed: { ...done, code: 'INVALID_TOTAL', message: 'total' },
});

/** The final event of an order as the bus delivered it; the same order and type make the same event. */
export const finalEvent = (orderId: string, type: 'Order Fulfilled' | 'Order Failed'): SeenEvent => ({
  id: `bus-${orderId}-${type}`,
  'detail-type': type,
  source: 'coffee-shop.order-processor',
  time: '2026-11-24T09:00:00Z',
  detail: {
    orderId,
    shopId: 'astoria',
    timestamp: AT,
    metadata: { eventId: `${orderId}-${type}`, schemaVersion: 1 },
    ...(type === 'Order Fulfilled'
      ? { latencyMs: 1_200, withinSla: true }
      : { stage: 'payment', reason: 'INVALID_TOTAL' }),
  },
});

/** Payment Processed of an order of `fulfilledOrder`, as the bus delivered it. */
const processedEvent = (orderId: string): SeenEvent => ({
  id: `bus-${orderId}-Payment Processed`,
  'detail-type': 'Payment Processed',
  source: 'coffee-shop.order-processor',
  time: '2026-11-24T09:00:00Z',
  detail: {
    orderId,
    shopId: 'astoria',
    timestamp: AT,
    metadata: { eventId: `${orderId}-Payment Processed`, schemaVersion: 1 },
    paymentId: `pi_${orderId}`,
    status: 'PAID',
    amount: 900,
    currency: 'USD',
  },
});

const expected = (orderId: string, more: Partial<ExpectedOrder> = {}): ExpectedOrder => ({
  orderId,
  total: 900,
  currency: 'USD',
  mayEnd: ['fulfilled'],
  neverAtGateway: false,
  ...more,
});

/** Two orders fulfilled, one refused, one malformed event dead: everything as it should be. */
export const goodRun = (): Evidence => ({
  orders: [fulfilledOrder('good-1', 1), fulfilledOrder('good-2', 2), failedOrder('bad-1')],
  stock: [{ PK: 'stock#astoria#p1', received: 10, available: 6, reserved: 0, sold: 4 }],
  kitchens: [{ shopId: 'astoria', openOrderIds: [] }],
  checks: [],
  deadLetters: [
    {
      queue: 'payment-dlq.fifo',
      messageId: 'm-1',
      body: '{"id":"e-bad","detail":{"marker":"malformed-7-1-"}}',
      reason: 'detail.orderId: is missing',
    },
  ],
  queues: [
    {
      queue: 'payment.fifo',
      visible: 0,
      inFlight: 0,
      delayed: 0,
      forDeadLetters: false,
      flow: { sent: 4, deleted: 3, deadLettered: 1 },
    },
    { queue: 'payment-dlq.fifo', visible: 1, inFlight: 0, delayed: 0, forDeadLetters: true },
  ],
  expected: [expected('good-1'), expected('good-2'), expected('bad-1', { mayEnd: ['failed'], neverAtGateway: true })],
  malformedMarkers: ['malformed-7-1-'],
  ledger: ['good-1', 'good-2'].flatMap((orderId) => [
    { intentId: `pi_${orderId}`, orderId, type: 'opened' as const, amount: 900, currency: 'USD' },
    { intentId: `pi_${orderId}`, orderId, type: 'captured' as const, amount: 900, currency: 'USD' },
  ]),
  events: [
    processedEvent('good-1'),
    processedEvent('good-2'),
    finalEvent('good-1', 'Order Fulfilled'),
    finalEvent('good-2', 'Order Fulfilled'),
    finalEvent('bad-1', 'Order Failed'),
  ],
  publishedEventIds: ['bus-good-1-Order Fulfilled'],
  counters: {
    counts: { orders_fulfilled: 2, orders_failed: 1, payments_charged: 2, allocations: 2, schedules: 2 },
    reconciled: true,
  },
});
