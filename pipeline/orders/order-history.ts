import type { Adjustment, OrderLine } from '../../contracts/events/fields';
import type { StageName } from '../../contracts/events/order-processor';

/** How an order ends; decided once and never changed. */
export type Outcome = 'fulfilled' | 'failed' | 'cancelled';

/** What an order that failed or was cancelled may have pending: money back, stock back, the kitchen's ticket cancelled. */
export type Compensation = 'refund' | 'release' | 'ticket';

/** When an operation took effect, and why. */
export interface Recorded {
  /** ISO 8601. */
  readonly at: string;
  /** Id of the event that caused it. */
  readonly causedBy: string;
}

export interface Money {
  /** Minor units of `currency`. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Why something was refused: a code for programs, and a message that names the field and the value. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** What the gateway has not decided: whether the customer authenticates, or whether the bank pays. */
export interface Pending extends Recorded {
  readonly waitingFor: 'authentication' | 'processing';
  /** ISO 8601: when the customer's authentication is given up. */
  readonly until?: string;
}

/** A refund that was asked for; `refundId` is the gateway's. */
export type Refunding = Recorded & { readonly refundId?: string };

/** A refund that was recorded as done and failed later; `refundId` is the gateway's. */
export type RefundFailed = Recorded & { readonly refundId?: string; readonly status: 'failed' | 'canceled' };

/** The customer's bank asks for the money back. */
export type Disputed = Recorded & { readonly disputeId: string; readonly status: 'opened' | 'won' | 'lost' };

/** Money that went back; `again` after a refund that was recorded as done and failed later. */
export type Refunded = Recorded & Money & { readonly refundId?: string; readonly again?: true };

/** Product to quantity, summed over an order's lines. */
export type Lines = Readonly<Record<string, number>>;

/** What was ordered, as payment accepted it. The card token is never kept. */
export interface Snapshot {
  readonly customerId: string;
  readonly items: readonly OrderLine[];
  /** Left out when there are none. */
  readonly adjustments?: readonly Adjustment[];
  /** Items plus adjustments, in minor units of `currency`. */
  readonly total: number;
  readonly currency: string;
  readonly placedAt: string;
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

/** Which operation found the order both paid and confirmed, and so publishes Payment Validated. */
export type Validated = Recorded & { readonly by: 'charge' | 'confirm' };

/** `low` holds what was left of the products whose stock this order took to or under the threshold. */
export type Allocated = Recorded & { readonly lines: Lines; readonly low?: Lines; readonly threshold?: number };

/** The latency from placed to handed over, and whether that was within the shop's objective. */
export type Fulfilled = Recorded & { readonly latencyMs: number; readonly withinSla: boolean };

/** Why an order ended as it did. `stage`: where it failed. */
export type OutcomeDecided = Recorded & { readonly stage?: StageName; readonly reason?: string };

/** When nothing was pending any more; `by` is the operation that publishes the final event. */
export type Closed = Recorded & { readonly by: string };

/**
 * All that has happened to an order: each operation that took effect is an attribute, one that has not is missing.
 * This is what is stored, as the item `order#<orderId>` / `order` of the orders table (see order-item.ts), and what
 * timelines, counters and audits read. Stages decide on an `Order`, whose states are derived from it.
 */
export interface OrderHistory {
  readonly orderId: string;
  /** Counts the writes; 0 is an order that is not stored yet. Each write demands the version that it read. */
  readonly version: number;
  readonly shopId?: string;

  readonly snapshot?: Snapshot;
  /** The one intent that may be confirmed for this order, stored before it is. */
  readonly payment?: { readonly intentId: string };
  /** With an amount of 0 there is no `payment`: the gateway never heard of the order. */
  readonly charged?: Recorded & Money;
  readonly paymentFailed?: Recorded & Failure;
  readonly confirmed?: Recorded;
  readonly validated?: Validated;
  /** What the charge has waited for at the gateway, or waits for. */
  readonly pending?: Pending;
  readonly refunding?: Refunding;
  readonly refunded?: Refunded;
  readonly refundFailed?: RefundFailed;
  readonly disputed?: Disputed;

  readonly allocated?: Allocated;
  readonly rejected?: Recorded & { readonly shortages: readonly Shortage[] };
  readonly released?: Recorded & { readonly lines: Lines };
  readonly settled?: Recorded;

  readonly scheduled?: Recorded & Ticket;
  readonly kitchenRejected?: Recorded & Failure;
  readonly readied?: Recorded;
  readonly fulfilled?: Fulfilled;

  readonly outcome?: Outcome;
  readonly ended?: OutcomeDecided;
  readonly owes?: readonly Compensation[];
  readonly closed?: Closed;
  /** Epoch seconds after which DynamoDB may drop the item; only closed orders have it. */
  readonly expiration?: number;
}
