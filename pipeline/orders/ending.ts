import type { StageName } from '../../contracts/events/order-processor';
import { type OutgoingEvent, orderEvent } from '../events/outgoing';
import type { Debt, Done, Order, Outcome } from './order';

const DAY_SECONDS = 86_400;
/** Longer than the oldest event that is still accepted (60 days), so that no redrive finds an order forgotten. */
const KEPT_AFTER_END_DAYS = 90;

export interface Ending {
  readonly outcome: Outcome;
  /** Compensations due. None: the order is closed at once. */
  readonly owes: readonly Debt[];
  readonly by: string;
  readonly stage?: StageName;
  readonly reason?: string;
}

const close = (order: Order, by: string, done: Done): Order => ({
  ...order,
  closed: { ...done, by },
  expiration: Math.floor(Date.parse(done.at) / 1000) + KEPT_AFTER_END_DAYS * DAY_SECONDS,
});

/**
 * Ends an order: the one place where `outcome` is set. Give it only orders without one.
 * @throws Error if the order has ended already, which is a fault of the caller.
 */
export const endOrder = (order: Order, ending: Ending, done: Done): Order => {
  if (order.outcome)
    throw new Error(`order ${order.orderId} has ended as ${order.outcome}, it cannot end as ${ending.outcome}`);
  const { outcome, owes, by, stage, reason } = ending;
  const ended = { ...done, ...(stage && { stage }), ...(reason !== undefined && { reason }) };
  const after: Order = { ...order, outcome, ended, owes };
  return owes.length === 0 ? close(after, by, done) : after;
};

/** Takes one compensation off what is owed; the last one closes the order in the name of `debt`. */
export const clearDebt = (order: Order, debt: Debt, done: Done): Order => {
  const owes = order.owes?.filter((due) => due !== debt) ?? [];
  const after: Order = { ...order, owes };
  return owes.length === 0 && !order.closed ? close(after, debt, done) : after;
};

export const isOwed = (order: Order, debt: Debt): boolean => order.owes?.includes(debt) ?? false;

/** A cancellation takes hold of an order that has not ended; whatever was done, every stage then undoes its part. */
export const cancel = (order: Order, reason: string | undefined, done: Done): Order =>
  order.outcome
    ? order
    : endOrder(
        order,
        {
          outcome: 'cancelled',
          owes: ['refund', 'release', 'ticket'],
          by: 'cancel',
          ...(reason !== undefined && { reason }),
        },
        done,
      );

/** The final event, if `by` is the operation that closed the order: it publishes it, also when it is replayed. */
export const finalEvents = (order: Order, by: string): OutgoingEvent[] => {
  const { closed, ended, shopId, orderId } = order;
  if (closed?.by !== by || !shopId) return [];
  const cause = { orderId, shopId, at: closed.at, causedBy: closed.causedBy };
  if (order.outcome === 'failed') {
    return [
      orderEvent('Order Failed', cause, { stage: ended?.stage ?? 'payment', reason: ended?.reason ?? 'unknown' }),
    ];
  }
  if (order.outcome === 'cancelled') {
    return [
      orderEvent('Order Cancellation Completed', cause, ended?.reason === undefined ? {} : { reason: ended.reason }),
    ];
  }
  const { fulfilled } = order;
  return fulfilled
    ? [orderEvent('Order Fulfilled', cause, { latencyMs: fulfilled.latencyMs, withinSla: fulfilled.withinSla })]
    : [];
};

/** The business counter of an order that this step closes; nothing for any other step. */
export const closingCounts = (before: Order, after: Order): Readonly<Record<string, number>> =>
  after.closed && !before.closed ? { [`orders_${after.outcome}`]: 1 } : {};
