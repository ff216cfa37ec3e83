import * as z from 'zod/mini';
import { adjustment, currency, id, instant, metadata, minorUnits, orderLine, ownBase, text } from './fields';

export const ORDER_PROCESSOR_SOURCE = 'coffee-shop.order-processor';

const count = z.int().check(z.nonnegative());
const code = z.string().check(z.regex(/^[A-Z][A-Z0-9_]{1,63}$/));
/** What a later stage needs of an order; the card token never travels past payment. */
const order = {
  customerId: id,
  items: z.array(orderLine),
  adjustments: z.optional(z.array(adjustment)),
  total: minorUnits,
  currency,
  placedAt: instant,
};
const line = z.object({ productId: id, quantity: count });
const circuit = { name: z.string(), timestamp: instant, metadata };

export const STAGES = ['payment', 'inventory', 'fulfillment'] as const;
export type StageName = (typeof STAGES)[number];

/** The events that this service publishes, by detail-type. */
export const orderProcessorEvents = {
  'Payment Processed': z.object({
    ...ownBase,
    paymentId: z.string(),
    status: z.literal('PAID'),
    amount: minorUnits,
    currency,
  }),
  'Payment Failed': z.object({ ...ownBase, code, message: text }),
  'Payment Validated': z.object({ ...ownBase, ...order }),
  'Inventory Allocated': z.object({ ...ownBase, ...order }),
  'Inventory Rejected': z.object({
    ...ownBase,
    shortages: z.array(z.object({ productId: id, requested: count, available: count })).check(z.minLength(1)),
  }),
  'Stock Low': z.object({ ...ownBase, productId: id, available: count, threshold: count }),
  'Delivery Scheduled': z.object({
    ...ownBase,
    ticket: z.int().check(z.positive()),
    day: z.iso.date(),
    startsAt: instant,
    readyAt: instant,
  }),
  'Fulfillment Rejected': z.object({ ...ownBase, code, message: text }),
  'Payment Refunded': z.object({ ...ownBase, paymentId: z.string(), amount: minorUnits, currency }),
  'Payment Action Required': z.object({ ...ownBase, paymentId: z.string(), url: z.url(), until: instant }),
  'Payment Check Due': z.object({ ...ownBase, paymentId: z.string(), retryRefund: z.optional(z.literal(true)) }),
  'Payment Refund Failed': z.object({
    ...ownBase,
    paymentId: z.string(),
    refundId: z.optional(z.string()),
    status: z.enum(['failed', 'canceled']),
  }),
  'Payment Disputed': z.object({
    ...ownBase,
    paymentId: z.string(),
    disputeId: z.string(),
    status: z.enum(['opened', 'won', 'lost']),
  }),
  'Inventory Released': z.object({ ...ownBase, items: z.array(line) }),
  'Order Fulfilled': z.object({ ...ownBase, latencyMs: count, withinSla: z.boolean() }),
  'Order Failed': z.object({ ...ownBase, stage: z.enum(STAGES), reason: text }),
  'Order Cancellation Completed': z.object({ ...ownBase, reason: z.optional(text) }),
  'Order Cancellation Refused': z.object({ ...ownBase, message: text }),
  'Circuit Opened': z.object({ ...circuit, retryAt: instant, reason: text }),
  'Circuit Closed': z.object(circuit),
} as const;
