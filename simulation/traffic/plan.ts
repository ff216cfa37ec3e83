import type { Adjustment, OrderLine } from '../../contracts/events/fields';
import type { Outcome } from '../../pipeline/orders/order-history';
import type { MenuEntry } from './profile';

/** What an order is meant to meet. */
export type OrderKind =
  | 'ordinary'
  /** With a discount, a tax and a tip. */
  | 'adjusted'
  /** Paid for with loyalty points: the total is 0. */
  | 'free'
  /** Its customer must authenticate. */
  | 'authenticated'
  /** Charged, cancelled instead of confirmed, and its refund is pending first. */
  | 'slow-refund'
  | 'declined'
  /** Asks for the one product of a shop that soon runs out. */
  | 'short-stock'
  /** Placed at the shop that closes during the run. */
  | 'closed-shop'
  | 'invalid-quantity'
  | 'invalid-price'
  | 'invalid-total'
  | 'unknown-product'
  | 'unknown-shop'
  | 'invalid-currency';

/** The same event published again; times are milliseconds after the first. */
export interface PlannedDuplicate {
  readonly of: 'Order Created' | 'Order Confirmed';
  readonly afterMs: number;
  /** True: both carry the same metadata.eventId. False: neither carries metadata, as the demo's order manager sends them. */
  readonly sameEventId: boolean;
}

export interface PlannedOrder {
  readonly kind: OrderKind;
  readonly orderId: string;
  readonly shopId: string;
  readonly customerId: string;
  readonly items: readonly OrderLine[];
  readonly adjustments?: readonly Adjustment[];
  /** Minor units of `currency`. */
  readonly total: number;
  readonly currency: string;
  /** Stripe's test payment method; none if there is nothing to pay. */
  readonly token?: string;
  /** When it is placed, epoch milliseconds. */
  readonly placedAtMs: number;
  /** Milliseconds after it was placed; below zero the confirmation overtakes the creation. */
  readonly confirmedAfterMs: number;
  /** Milliseconds after it was placed; such an order is never confirmed. */
  readonly cancelledAfterMs?: number;
  readonly duplicates: readonly PlannedDuplicate[];
}

export const MALFORMED_KINDS = [
  'no-order-id',
  'no-shop-id',
  'long-id',
  'numeric-id',
  'wrong-type',
  'unknown-version',
  'not-json',
] as const;
type MalformedKind = (typeof MALFORMED_KINDS)[number];

/** An event that breaks the contract. `marker` stands in its text and nowhere else, so that its dead letter can be told. */
export interface PlannedMalformed {
  readonly kind: MalformedKind;
  readonly marker: string;
  readonly atMs: number;
}

export interface PlannedStock {
  readonly shopId: string;
  readonly productId: string;
  readonly received: number;
}

/** A run's traffic and what has to be in place for it. */
export interface OrderPlan {
  readonly runId: string;
  readonly startMs: number;
  /** In order of placing. */
  readonly orders: readonly PlannedOrder[];
  readonly malformed: readonly PlannedMalformed[];
  readonly menu: readonly MenuEntry[];
  /** Every product of a shop that some order asks for; ample but for the one that is to run short. */
  readonly stock: readonly PlannedStock[];
  readonly closeShop?: { readonly shopId: string; readonly atMs: number };
}

/** The shops of a plan that take orders. */
export const shopIdsOf = ({ stock }: Pick<OrderPlan, 'stock'>): string[] => [
  ...new Set(stock.map(({ shopId }) => shopId)),
];

/** How an order may end by its kind, given kitchens and customers enough room. Two ends: it depends on who comes first. */
export const mayEnd = (kind: OrderKind): readonly Outcome[] => {
  if (kind === 'ordinary' || kind === 'adjusted' || kind === 'free' || kind === 'authenticated') return ['fulfilled'];
  if (kind === 'slow-refund') return ['cancelled'];
  if (kind === 'short-stock' || kind === 'closed-shop') return ['fulfilled', 'failed'];
  return ['failed'];
};

/** True of kinds whose payment the gateway does not decide at once. */
export const waitsAtGateway = (kind: OrderKind): boolean => kind === 'authenticated' || kind === 'slow-refund';

/** True of kinds that have to be refused before the gateway hears of them. */
export const refusedBeforeCharge = (kind: OrderKind): boolean =>
  kind.startsWith('invalid-') || kind.startsWith('unknown-');

/** What may be held against the service of an order that was placed; the shape that the audit takes. */
export interface OrderExpectation {
  readonly orderId: string;
  readonly total: number;
  readonly currency: string;
  readonly mayEnd: readonly Outcome[];
  /** The gateway must never hear of it. */
  readonly neverAtGateway: boolean;
}

export const expectationsOf = ({ orders }: Pick<OrderPlan, 'orders'>): OrderExpectation[] =>
  orders.map(({ orderId, total, currency, kind }) => ({
    orderId,
    total,
    currency,
    mayEnd: mayEnd(kind),
    neverAtGateway: refusedBeforeCharge(kind) || kind === 'free',
  }));
