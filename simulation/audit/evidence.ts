import type { StockItem } from '../../contracts/tables/counter-table';
import type { Counts } from '../../pipeline/counters/counters';
import type { OrderHistory, Outcome } from '../../pipeline/orders/order-history';

/** An order that somebody placed, and what the audit may hold the service to. */
export interface ExpectedOrder {
  readonly orderId: string;
  /** Minor units of `currency`. */
  readonly total: number;
  readonly currency: string;
  /** Every outcome that would be right. */
  readonly mayEnd: readonly Outcome[];
  /** True: the gateway must never hear of it. */
  readonly neverAtGateway: boolean;
}

/** One row of the gateway's own ledger. */
export interface LedgerEntry {
  readonly intentId: string;
  readonly orderId: string;
  /** What each means for the money: simulation/stripe/ledger.ts. */
  readonly type:
    | 'opened'
    | 'captured'
    | 'declined'
    | 'cancelled'
    | 'refund-pending'
    | 'refunded'
    | 'refund-failed'
    | 'disputed'
    | 'dispute-won'
    | 'dispute-lost';
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
}

/** A payment that the service looks after because the gateway has not decided. */
interface CheckEvidence {
  readonly orderId: string;
  readonly waitingFor: string;
}

export interface KitchenEvidence {
  readonly shopId: string;
  /** Orders with a ticket that hangs in the kitchen. */
  readonly openOrderIds: readonly string[];
}

/** An event as the bus delivered it to somebody who listened. */
export interface SeenEvent {
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly time: string;
  readonly detail: unknown;
}

export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly body: string;
  /** Why it is there, as recorded or derived; missing if nobody can tell. */
  readonly reason?: string;
}

export interface QueueEvidence {
  readonly queue: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** True of dead-letter queues, which may hold messages when all is done. */
  readonly forDeadLetters: boolean;
  /** What went through it, where the queue's owner counts exactly (AWS does not). */
  readonly flow?: { readonly sent: number; readonly deleted: number; readonly deadLettered: number };
}

/**
 * What can be seen of a run from the outside when all has ended. What nobody collected is left out, and the invariants that
 * need it are reported as not covered.
 */
export interface Evidence {
  readonly orders: readonly OrderHistory[];
  readonly stock: readonly StockItem[];
  readonly kitchens: readonly KitchenEvidence[];
  readonly checks: readonly CheckEvidence[];
  readonly deadLetters: readonly DeadLetter[];
  readonly queues: readonly QueueEvidence[];
  /** Orders that were placed; others may be in the table. */
  readonly expected?: readonly ExpectedOrder[];
  /** Texts that mark malformed events: each must stand in a dead letter. */
  readonly malformedMarkers?: readonly string[];
  readonly ledger?: readonly LedgerEntry[];
  /** Why the ledger is missing, or lacks intents that no order stored, in a sentence's part. */
  readonly ledgerGap?: string;
  /** Every event since the first order was placed. */
  readonly events?: readonly SeenEvent[];
  /** Ids that the bus gave to the events that the order manager published. */
  readonly publishedEventIds?: readonly string[];
  /** Business counters. Exact only once reconciled; before, a crash may have left some uncounted, but none counted twice. */
  readonly counters?: { readonly counts: Counts; readonly reconciled: boolean };
}

/** Something that should not be. */
export interface Finding {
  readonly invariant: string;
  readonly orderId?: string;
  /** In words, with the figures. */
  readonly detail: string;
}

/** What an invariant says of some evidence, before it is put in its name. */
export type Breach = Omit<Finding, 'invariant'>;

/** The evidence with the named parts present. */
export type With<K extends keyof Evidence> = Evidence & { readonly [P in K]-?: NonNullable<Evidence[P]> };
