import type { orderManagerEvents } from './order-manager';
import type { orderProcessorEvents, StageName } from './order-processor';

/** The events that a stage takes, by producer. */
export interface Subscription {
  readonly fromOrderManager: readonly (keyof typeof orderManagerEvents)[];
  readonly fromOrderProcessor: readonly (keyof typeof orderProcessorEvents)[];
}

/** What each stage takes. Rules, dispatch and traces derive from it. */
export const SUBSCRIPTIONS = {
  payment: {
    fromOrderManager: ['Order Created', 'Order Confirmed', 'Order Cancelled'],
    fromOrderProcessor: ['Inventory Rejected', 'Fulfillment Rejected'],
  },
  inventory: {
    fromOrderManager: ['Order Cancelled'],
    fromOrderProcessor: ['Payment Validated', 'Fulfillment Rejected', 'Order Fulfilled'],
  },
  fulfillment: {
    fromOrderManager: ['Order Cancelled', 'Order Ready'],
    fromOrderProcessor: ['Inventory Allocated'],
  },
} as const satisfies Readonly<Record<StageName, Subscription>>;

/** The detail-types that a stage takes. */
export type EventTypeOf<S extends StageName> =
  | (typeof SUBSCRIPTIONS)[S]['fromOrderManager'][number]
  | (typeof SUBSCRIPTIONS)[S]['fromOrderProcessor'][number];

/** The detail-types that a stage takes, the order manager's first. */
export const eventTypesOf = <S extends StageName>(stage: S): readonly EventTypeOf<S>[] => {
  const { fromOrderManager, fromOrderProcessor } = SUBSCRIPTIONS[stage];
  return [...fromOrderManager, ...fromOrderProcessor];
};
