import type { BusEventOf, OrderEventType } from '../../contracts/events/events';
import { PermanentError } from '../batch/failure';
import type { Done as DoneResult } from '../batch/record';
import type { OutgoingEvent } from '../events/outgoing';
import type { Order, OrderInShop } from './order';
import type { Recorded } from './order-history';
import type { PaymentCheck } from './payment-checks';

/** What one event does to one order: the order as it should be, and what follows from it. Pure stages give these; the edge stores them. */
export interface Decision {
  readonly order: Order;
  readonly operation: string;
  readonly outcome: string;
  readonly replay: boolean;
  readonly events: readonly OutgoingEvent[];
  /** Counted only if `replay` is false. */
  readonly counts: Readonly<Record<string, number>>;
  /** The payment's check that begins with it, or that it ends. */
  readonly check?: PaymentCheck | 'ended';
}

interface Follows {
  readonly events?: readonly OutgoingEvent[];
  readonly counts?: Readonly<Record<string, number>>;
  readonly check?: Decision['check'];
}

/** The operation takes effect now. */
export const effect = (
  operation: string,
  outcome: string,
  order: Order,
  { events = [], counts = {}, check }: Follows = {},
): Decision => ({
  operation,
  outcome,
  order,
  replay: false,
  events,
  counts,
  ...(check && { check }),
});

/** The operation took effect before: nothing changes, its events are published again as they were. */
export const replay = (operation: string, order: Order, events: readonly OutgoingEvent[] = []): Decision => ({
  operation,
  outcome: 'done before',
  order,
  replay: true,
  events,
  counts: {},
});

/** There is nothing to do, and never will be: the order took another way. */
export const nothing = (operation: string, order: Order, why: string): Decision => ({
  ...replay(operation, order),
  outcome: why,
});

export const resultOf = ({ order, operation, outcome, replay: again, events, counts }: Decision): DoneResult => ({
  status: 'done',
  operation,
  outcome,
  replay: again,
  events,
  counts,
  ...('snapshot' in order.payment && { placedAt: order.payment.snapshot.placedAt }),
});

/** When and why an operation takes effect that `event` causes at `nowMs`. */
export const recordedBy = (event: BusEventOf, nowMs: number): Recorded => ({
  at: new Date(nowMs).toISOString(),
  causedBy: event.eventId,
});

/** An event of ours about an order to which that did not happen: we cannot have published it. No one field is at fault. */
export const unfounded = (event: BusEventOf<OrderEventType>, what: string): PermanentError =>
  new PermanentError(`${event.type}: order ${event.detail.orderId} ${what}`);

/** What makes an event of this order the same event whenever it is published. */
export const eventOrigin = ({ orderId, shopId }: OrderInShop, { at, causedBy }: Recorded) => ({
  orderId,
  shopId,
  at,
  causedBy,
});

/**
 * The order, in the shop that the event names.
 * @throws PermanentError if the order is known to be of another shop.
 */
export const requireSameShop = (order: Order, shopId: string): OrderInShop => {
  // The very same object: a decision that gives it back has changed nothing, and writes nothing.
  if (order.shopId === shopId) return order as OrderInShop;
  if (order.shopId === undefined) return { ...order, shopId };
  throw new PermanentError(`detail.shopId: order ${order.orderId} belongs to shop ${order.shopId}, got ${shopId}`, {
    field: 'detail.shopId',
    value: shopId,
  });
};
