import type { StageName } from '../contracts/events/order-processor';
import type { Subscription } from './constructs/feed-patterns';

/** What makes a stage: its code, the events that it reacts to, and what must have a single writer in it. */
export interface StageDefinition {
  /** The handler's file, relative to the repository. */
  readonly entry: string;
  readonly groupedBy: 'orderId' | 'shopId';
  readonly subscription: Subscription;
}

/** The three stages (design, sections 2 and 3). */
export const stageDefinitions: Readonly<Record<StageName, StageDefinition>> = {
  payment: {
    entry: 'stages/payment/handler.ts',
    // Created, Confirmed and Cancelled of one order meet one writer: their join needs no lock.
    groupedBy: 'orderId',
    subscription: {
      fromOrderManager: ['Order Created', 'Order Confirmed', 'Order Cancelled'],
      fromOrderProcessor: ['Inventory Rejected', 'Fulfillment Rejected'],
    },
  },
  inventory: {
    entry: 'stages/inventory/handler.ts',
    // One writer per shop's stock: conditional counter writes do not fight.
    groupedBy: 'shopId',
    subscription: {
      fromOrderManager: ['Order Cancelled'],
      fromOrderProcessor: ['Payment Validated', 'Fulfillment Rejected', 'Order Fulfilled'],
    },
  },
  fulfillment: {
    entry: 'stages/fulfillment/handler.ts',
    // One writer per kitchen.
    groupedBy: 'shopId',
    subscription: {
      fromOrderManager: ['Order Cancelled', 'Order Ready'],
      fromOrderProcessor: ['Inventory Allocated'],
    },
  },
};
