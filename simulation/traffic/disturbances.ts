import { pick, type Random, seededRandom, shuffled, wholeBetween } from '../random';
import { withGatewayWait } from './gateway-waits';
import {
  MALFORMED_KINDS,
  type OrderPlan,
  type PlannedDuplicate,
  type PlannedMalformed,
  type PlannedOrder,
} from './plan';
import type { Shares } from './shares';

/** Cards of Stripe's that are declined when they are charged. */
export const DECLINED_TOKENS = [
  'pm_card_chargeDeclined',
  'pm_card_visa_chargeDeclinedInsufficientFunds',
  'pm_card_visa_chargeDeclinedLostCard',
];

/** How many of `count` a share comes to; a small run still sees each of the `kinds`. */
export const quota = (share: number, count: number, kinds = 1): number =>
  share <= 0 ? 0 : Math.min(count, Math.max(kinds, Math.round(share * count)));

/** The orders with a share of their events to be published twice. */
export const withDuplicates = (random: Random, orders: readonly PlannedOrder[], share: number): PlannedOrder[] => {
  const events = orders.flatMap(({ cancelledAfterMs }, index) => [
    { index, of: 'Order Created' as const },
    ...(cancelledAfterMs === undefined ? [{ index, of: 'Order Confirmed' as const }] : []),
  ]);
  const twice = new Map<number, PlannedDuplicate[]>();
  for (const [count, { index, of }] of shuffled(random, events).slice(0, quota(share, events.length)).entries()) {
    const duplicates = twice.get(index) ?? [];
    duplicates.push({ of, afterMs: wholeBetween(random, 0, 2_000), sameEventId: count % 2 === 0 });
    twice.set(index, duplicates);
  }
  return orders.map((order, index) => ({ ...order, duplicates: twice.get(index) ?? [] }));
};

/** Events that break the contract, each kind in turn; a small run still sees every kind. */
export const malformedEvents = (
  random: Random,
  orders: number,
  share: number,
  { runId, atMs }: { readonly runId: string; readonly atMs: (random: Random) => number },
): PlannedMalformed[] =>
  Array.from(
    { length: share > 0 ? Math.max(MALFORMED_KINDS.length, Math.round(share * orders)) : 0 },
    (_, index): PlannedMalformed => ({
      kind: MALFORMED_KINDS[index % MALFORMED_KINDS.length] ?? 'not-json',
      marker: `malformed-${runId}-${index + 1}-`,
      atMs: atMs(random),
    }),
  );

/**
 * A plan of good orders, say a till's, with what goes wrong in a day all the same: cards that are declined, payments that wait
 * at the gateway, events that come twice, confirmations that overtake and malformed events. Baskets, shops and times of the orders
 * stay as they are.
 */
export const disturbed = (
  plan: OrderPlan,
  seed: number,
  shares: Pick<Shares, 'declined' | 'authenticated' | 'slowRefund' | 'duplicated' | 'overtaking' | 'malformed'>,
): OrderPlan => {
  const stream = (name: string): Random => seededRandom(seed, name);
  const { orders, runId } = plan;
  const some = (name: string, share: number): ReadonlySet<number> =>
    new Set(shuffled(stream(name), [...orders.keys()]).slice(0, quota(share, orders.length)));
  const declined = some('declined', shares.declined);
  // Early ones: their payments take longest.
  const waiting = orders.flatMap(({ kind }, index) => (kind === 'ordinary' && !declined.has(index) ? [index] : []));
  const authenticated = new Set(waiting.slice(0, quota(shares.authenticated, orders.length)));
  const slowRefund = new Set(
    waiting.slice(authenticated.size, authenticated.size + quota(shares.slowRefund, orders.length)),
  );
  const overtaking = some('overtaking', shares.overtaking);
  const cards = stream('cards');
  const disturbedOrders = orders.map(
    (order, index): PlannedOrder => ({
      ...withGatewayWait({
        ...order,
        ...(authenticated.has(index) && { kind: 'authenticated' }),
        ...(slowRefund.has(index) && { kind: 'slow-refund' }),
      }),
      // An order that is refused before any charge has no use for a bad card.
      ...(declined.has(index) &&
        order.kind === 'ordinary' && { kind: 'declined', token: pick(cards, DECLINED_TOKENS) }),
      ...(overtaking.has(index) && { confirmedAfterMs: -Math.abs(order.confirmedAfterMs) }),
    }),
  );
  return {
    ...plan,
    orders: withDuplicates(stream('duplicates'), disturbedOrders, shares.duplicated),
    malformed: malformedEvents(stream('malformed'), orders.length, shares.malformed, {
      runId,
      atMs: (random) => pick(random, orders).placedAtMs,
    }),
  };
};
