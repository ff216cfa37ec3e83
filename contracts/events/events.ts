import type * as z from 'zod/mini';
import { orderManagerEvents } from './order-manager';
import { orderProcessorEvents } from './order-processor';

/** Every event of the contract, by detail-type. */
export const eventSchemas = { ...orderManagerEvents, ...orderProcessorEvents } as const;

export type DetailType = keyof typeof eventSchemas;
export type Detail<T extends DetailType = DetailType> = z.infer<(typeof eventSchemas)[T]>;

/** Detail-types that speak of one order; the breaker's do not. */
export type OrderEventType = Exclude<DetailType, 'Circuit Opened' | 'Circuit Closed'>;

/** Detail-types that end an order: each order sees exactly one of them. */
export const FINAL_EVENTS = ['Order Fulfilled', 'Order Failed', 'Order Cancellation Completed'] as const;

/** The contract's names in code: `EVENT.orderCreated === 'Order Created'`. */
export const EVENT = {
  orderCreated: 'Order Created',
  orderConfirmed: 'Order Confirmed',
  orderCancelled: 'Order Cancelled',
  orderReady: 'Order Ready',
  paymentProcessed: 'Payment Processed',
  paymentFailed: 'Payment Failed',
  paymentValidated: 'Payment Validated',
  inventoryAllocated: 'Inventory Allocated',
  inventoryRejected: 'Inventory Rejected',
  stockLow: 'Stock Low',
  deliveryScheduled: 'Delivery Scheduled',
  fulfillmentRejected: 'Fulfillment Rejected',
  paymentRefunded: 'Payment Refunded',
  inventoryReleased: 'Inventory Released',
  paymentActionRequired: 'Payment Action Required',
  paymentCheckDue: 'Payment Check Due',
  paymentRefundFailed: 'Payment Refund Failed',
  paymentDisputed: 'Payment Disputed',
  orderFulfilled: 'Order Fulfilled',
  orderFailed: 'Order Failed',
  orderCancellationCompleted: 'Order Cancellation Completed',
  orderCancellationRefused: 'Order Cancellation Refused',
  circuitOpened: 'Circuit Opened',
  circuitClosed: 'Circuit Closed',
} as const satisfies Record<string, DetailType>;

/** One event of the bus, parsed: `type` tells which detail it carries. */
export type BusEventOf<T extends DetailType = DetailType> = {
  [K in T]: {
    readonly type: K;
    /** Who the event is: its producer's `metadata.eventId`, else the id that the bus gave it. */
    readonly eventId: string;
    readonly source: string;
    /** When the bus took it, ISO 8601. */
    readonly time: string;
    readonly detail: Detail<K>;
  };
}[T];
