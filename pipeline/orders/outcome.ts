import type { StageName } from '../../contracts/events/order-processor';
import { type OutgoingEvent, orderEvent } from '../events/outgoing';
import type { Order, OrderInShop } from './order';
import type { Compensation, Outcome, OutcomeDecided, Recorded } from './order-history';
import { type NonEmpty, outcomeCompensating, outcomeFinal } from './outcome-state';

export interface OutcomeDecision {
  readonly outcome: Outcome;
  /** Compensations that stages owe from now on. None: the outcome is final at once. */
  readonly pending: readonly Compensation[];
  /** The operation that decides it. */
  readonly by: string;
  readonly stage?: StageName;
  readonly reason?: string;
}

/** The outcome with what is still pending; final, in the name of `by`, if that is nothing. */
const outcomeOf = (
  outcome: Outcome,
  decided: OutcomeDecided,
  pending: readonly Compensation[],
  by: string,
  { at, causedBy }: Recorded,
) =>
  pending.length > 0
    ? outcomeCompensating(outcome, decided, pending as NonEmpty<Compensation>)
    : outcomeFinal(outcome, decided, { at, causedBy, by });

/**
 * Decides the outcome of an order that has none: the one place where that happens.
 * @throws Error if the order has one already, which is a fault of the caller.
 */
export const decideOutcome = <O extends Order>(order: O, decision: OutcomeDecision, recorded: Recorded): O => {
  const { outcome, pending, by, stage, reason } = decision;
  if (order.outcome.state !== 'open') {
    throw new Error(`order ${order.orderId} has ended as ${order.outcome.name}, it cannot end as ${outcome}`);
  }
  const decided = { ...recorded, ...(stage && { stage }), ...(reason !== undefined && { reason }) };
  return { ...order, outcome: outcomeOf(outcome, decided, pending, by, recorded) };
};

export const isPending = ({ outcome }: Order, compensation: Compensation): boolean =>
  outcome.state === 'compensating' && outcome.pending.includes(compensation);

/** Takes one compensation off what is pending; with the last one the outcome is final, in that one's name. */
export const compensate = <O extends Order>(order: O, compensation: Compensation, recorded: Recorded): O => {
  if (order.outcome.state !== 'compensating') return order;
  const { name, decided, pending } = order.outcome;
  const left = pending.filter((each) => each !== compensation);
  return { ...order, outcome: outcomeOf(name, decided, left, compensation, recorded) };
};

/** Cancels an order that has no outcome yet; whatever was done, every stage then compensates its part. */
export const cancel = <O extends Order>(order: O, reason: string | undefined, recorded: Recorded): O =>
  order.outcome.state === 'open'
    ? decideOutcome(
        order,
        {
          outcome: 'cancelled',
          pending: ['refund', 'release', 'ticket'],
          by: 'cancel',
          ...(reason !== undefined && { reason }),
        },
        recorded,
      )
    : order;

/** The final event, if `by` is the operation that made the outcome final: it publishes it, also when it is replayed. */
export const finalEvents = ({ orderId, shopId, outcome, fulfillment }: OrderInShop, by: string): OutgoingEvent[] => {
  if (outcome.state !== 'final' || outcome.closed.by !== by) return [];
  const { closed, decided } = outcome;
  const origin = { orderId, shopId, at: closed.at, causedBy: closed.causedBy };
  switch (outcome.name) {
    case 'failed': {
      const { stage = 'payment', reason = 'unknown' } = decided;
      return [orderEvent('Order Failed', origin, { stage, reason })];
    }
    case 'cancelled': {
      const { reason } = decided;
      return [orderEvent('Order Cancellation Completed', origin, reason === undefined ? {} : { reason })];
    }
    case 'fulfilled': {
      if (fulfillment.state !== 'handedOver') return [];
      const { latencyMs, withinSla } = fulfillment.fulfilled;
      return [orderEvent('Order Fulfilled', origin, { latencyMs, withinSla })];
    }
  }
};

/** The business counter of an order whose outcome this step makes final; nothing for any other step. */
export const outcomeCounts = (before: Order, after: Order): Readonly<Record<string, number>> =>
  after.outcome.state === 'final' && before.outcome.state !== 'final' ? { [`orders_${after.outcome.name}`]: 1 } : {};
