import type { OrderLine } from '../../contracts/events/fields';
import type { StageName } from '../../contracts/events/order-processor';

/** How an order ends; set once, by whoever makes it so, and never changed. */
export type Outcome = 'fulfilled' | 'failed' | 'cancelled';

/** A compensation that is due: money back, stock back, the kitchen's ticket taken down. */
export type Debt = 'refund' | 'release' | 'ticket';

/** Mark of an operation that took effect. */
export interface Done {
  /** ISO 8601. */
  readonly at: string;
  /** Id of the event that caused it. */
  readonly causedBy: string;
}

/** Product to quantity, summed over an order's lines. */
export type Lines = Readonly<Record<string, number>>;

/** What was ordered, as payment accepted it. The card token is never kept. */
export interface Snapshot {
  readonly customerId: string;
  readonly items: readonly OrderLine[];
  /** Minor units of `currency`. */
  readonly total: number;
  readonly currency: string;
  readonly placedAt: string;
}

/**
 * One order: the item `order#<orderId>` / `order` of the orders table. Each operation that took effect is an attribute of its own;
 * a missing attribute means that it has not. Attributes of a newer release survive a rewrite by this one.
 */
export interface Order {
  readonly orderId: string;
  /** Counts the writes; 0 is an order that is not stored yet. Each write demands the version that it read. */
  readonly version: number;
  readonly shopId?: string;

  readonly snapshot?: Snapshot;
  readonly confirmed?: Done;
  /** The payment slot: the one intent that may be confirmed for this order, stored before it is. */
  readonly payment?: { readonly intentId: string };
  readonly charged?: Done & { readonly amount: number; readonly currency: string };
  /** `by` tells which operation found the order both paid and confirmed, and so publishes it. */
  readonly validated?: Done & { readonly by: 'charge' | 'confirm' };
  readonly paymentFailed?: Done & { readonly code: string; readonly message: string };
  readonly refunded?: Done & { readonly amount: number; readonly currency: string };

  /** `low` holds what was left of the products whose stock this order took to or under the threshold. */
  readonly allocated?: Done & { readonly lines: Lines; readonly low?: Lines; readonly threshold?: number };
  readonly rejected?: Done & { readonly shortages: readonly Shortage[] };
  readonly released?: Done & { readonly lines: Lines };
  readonly settled?: Done;

  readonly scheduled?: Done & Ticket;
  readonly kitchenRejected?: Done & { readonly code: string; readonly message: string };
  readonly readied?: Done;
  readonly fulfilled?: Done & { readonly latencyMs: number; readonly withinSla: boolean };

  readonly outcome?: Outcome;
  readonly ended?: Done & { readonly stage?: StageName; readonly reason?: string };
  readonly owes?: readonly Debt[];
  /** Set when nothing is owed any more; `by` is the operation that published the final event. */
  readonly closed?: { readonly at: string; readonly causedBy: string; readonly by: string };
  /** Epoch seconds after which DynamoDB may drop the item; only closed orders have it. */
  readonly expiration?: number;
}

export interface Shortage {
  readonly productId: string;
  readonly requested: number;
  readonly available: number;
}

export interface Ticket {
  /** Counts from 1 per shop and day. */
  readonly ticket: number;
  /** The shop's own calendar day, yyyy-mm-dd. */
  readonly day: string;
  readonly startsAt: string;
  readonly readyAt: string;
  readonly placedAt: string;
  readonly total: number;
  readonly currency: string;
}

/** An order of which nothing is known yet. */
export const newOrder = (orderId: string): Order => ({ orderId, version: 0 });
