import type { DetailType } from './events';
import type { orderManagerEvents } from './order-manager';
import { type orderProcessorEvents, STAGES, type StageName } from './order-processor';

/** The events that a stage takes, by producer. */
export interface Subscription {
  readonly fromOrderManager: readonly (keyof typeof orderManagerEvents)[];
  readonly fromOrderProcessor: readonly (keyof typeof orderProcessorEvents)[];
}

/** What each stage takes. Rules, dispatch and traces derive from it. */
export const SUBSCRIPTIONS = {
  payment: {
    fromOrderManager: ['Order Created', 'Order Confirmed', 'Order Cancelled'],
    fromOrderProcessor: ['Inventory Rejected', 'Fulfillment Rejected', 'Payment Check Due'],
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

type OwnEvent = keyof typeof orderProcessorEvents;

type OwnEventTaken = (typeof SUBSCRIPTIONS)[StageName]['fromOrderProcessor'][number];

/** The events of ours that some stage takes. */
export const OWN_EVENTS_TAKEN: readonly OwnEventTaken[] = [
  ...new Set(STAGES.flatMap((stage): readonly OwnEventTaken[] => SUBSCRIPTIONS[stage].fromOrderProcessor)),
];

/** Published by the stage that completes the last compensation of an order, by a circuit breaker, or by the payment watcher. */
type WithoutOnePublisher =
  | 'Order Failed'
  | 'Order Cancellation Completed'
  | 'Circuit Opened'
  | 'Circuit Closed'
  | 'Payment Check Due';

/** The stage that publishes an event. */
export const PUBLISHED_BY = {
  'Payment Processed': 'payment',
  'Payment Failed': 'payment',
  'Payment Validated': 'payment',
  'Payment Refunded': 'payment',
  'Payment Action Required': 'payment',
  'Payment Refund Failed': 'payment',
  'Payment Disputed': 'payment',
  'Order Cancellation Refused': 'payment',
  'Inventory Allocated': 'inventory',
  'Inventory Rejected': 'inventory',
  'Inventory Released': 'inventory',
  'Stock Low': 'inventory',
  'Delivery Scheduled': 'fulfillment',
  'Fulfillment Rejected': 'fulfillment',
  'Order Fulfilled': 'fulfillment',
} as const satisfies Readonly<Record<Exclude<OwnEvent, WithoutOnePublisher>, StageName>>;

/** The stage that publishes a detail-type; undefined if that is not one stage, or not ours. */
export const publisherOf = (type: DetailType): StageName | undefined =>
  (PUBLISHED_BY as Partial<Record<DetailType, StageName>>)[type];
