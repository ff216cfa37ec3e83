import type { Failure, Fulfilled, Recorded, Ticket } from './order-history';

interface NotScheduled {
  readonly state: 'none';
}

/** The order has a ticket in the kitchen; once it is cancelled, its outcome says so. */
export interface ScheduledOrder {
  readonly state: 'scheduled';
  readonly scheduled: Recorded & Ticket;
}

/** The kitchen could not take the order. */
export interface RejectedByKitchen {
  readonly state: 'rejected';
  readonly rejected: Recorded & Failure;
}

/** The customer has the order. */
export interface HandedOver {
  readonly state: 'handedOver';
  readonly scheduled: Recorded & Ticket;
  readonly fulfilled: Fulfilled;
}

/** Each state keeps what led to it, for whoever reads an order's past. Made by the functions below only. */
export type FulfillmentState = NotScheduled | ScheduledOrder | RejectedByKitchen | HandedOver;

export const NOT_SCHEDULED: NotScheduled = { state: 'none' };

export const orderScheduled = (scheduled: ScheduledOrder['scheduled']): ScheduledOrder => ({
  state: 'scheduled',
  scheduled,
});

export const kitchenRejected = (rejected: RejectedByKitchen['rejected']): RejectedByKitchen => ({
  state: 'rejected',
  rejected,
});

export const orderHandedOver = ({ scheduled }: ScheduledOrder, fulfilled: Fulfilled): HandedOver => ({
  state: 'handedOver',
  scheduled,
  fulfilled,
});
