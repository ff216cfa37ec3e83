import type { StageName } from '../contracts/events/order-processor';
import { SUBSCRIPTIONS, type Subscription } from '../contracts/events/subscriptions';

/** The id that a stage's messages are grouped by: what must have a single writer. */
export type GroupedBy = 'orderId' | 'shopId';

/** What makes a stage: its code, the events that it reacts to, and what must have a single writer in it. */
export interface StageDefinition {
  /** The handler's file, relative to the repository. */
  readonly entry: string;
  readonly groupedBy: GroupedBy;
  readonly subscription: Subscription;
}

/** The three stages. */
export const stageDefinitions: Readonly<Record<StageName, StageDefinition>> = {
  payment: {
    entry: 'stages/payment/lambda.ts',
    // Created, Confirmed and Cancelled of one order meet one writer: their join needs no lock.
    groupedBy: 'orderId',
    subscription: SUBSCRIPTIONS.payment,
  },
  inventory: {
    entry: 'stages/inventory/lambda.ts',
    // One writer per shop's stock: conditional counter writes do not fight.
    groupedBy: 'shopId',
    subscription: SUBSCRIPTIONS.inventory,
  },
  fulfillment: {
    entry: 'stages/fulfillment/lambda.ts',
    // One writer per kitchen.
    groupedBy: 'shopId',
    subscription: SUBSCRIPTIONS.fulfillment,
  },
};
