import { FINAL_EVENTS } from '../../contracts/events/events';
import type { Outcome } from '../../pipeline/orders/order-history';
import { refundsInDispute } from './aftermath';
import { refusedRefunds } from './dead-letters';
import type { Breach, Evidence, SeenEvent, With } from './evidence';

const FINAL_EVENT_OF = {
  fulfilled: 'Order Fulfilled',
  failed: 'Order Failed',
  cancelled: 'Order Cancellation Completed',
} as const satisfies Record<Outcome, (typeof FINAL_EVENTS)[number]>;

/** Every order has ended, and nothing is left to undo but a refund for which a bank has to decide a dispute. */
export const exactlyOneOutcome = (evidence: Evidence): Breach[] => {
  const apart = refusedRefunds(evidence);
  const waiting = refundsInDispute(evidence);
  return evidence.orders.flatMap(({ orderId, outcome, owes = [], closed }) => {
    if (!outcome) return [{ orderId, detail: 'has not ended' }];
    if (apart.has(orderId)) return [];
    const owed = owes.filter((compensation) => compensation !== 'refund' || !waiting.has(orderId));
    if (owed.length > 0) return [{ orderId, detail: `is ${outcome} and still owes ${owed.join(', ')}` }];
    return closed || waiting.has(orderId) ? [] : [{ orderId, detail: `is ${outcome} and was never closed` }];
  });
};

interface FinalEvent {
  readonly type: string;
  readonly eventId: string;
}

const finalEventsByOrder = (events: readonly SeenEvent[]): Map<string, FinalEvent[]> => {
  const byOrder = new Map<string, FinalEvent[]>();
  for (const { id, 'detail-type': type, detail } of events) {
    if (!FINAL_EVENTS.some((final) => final === type)) continue;
    const { orderId = '', metadata } = detail as { orderId?: string; metadata?: { eventId?: string } };
    const seen = byOrder.get(orderId) ?? [];
    const eventId = metadata?.eventId ?? id;
    if (!seen.some((event) => event.eventId === eventId)) seen.push({ type, eventId });
    byOrder.set(orderId, seen);
  }
  return byOrder;
};

/**
 * The bus saw one final event per order, the one of its outcome; the same event published again counts once. An order whose
 * refund waits for the decision of a dispute has none yet.
 */
export const oneFinalEvent = (evidence: With<'events'>): Breach[] => {
  const seen = finalEventsByOrder(evidence.events);
  const apart = refusedRefunds(evidence);
  const waiting = refundsInDispute(evidence);
  const known = new Set(evidence.orders.map(({ orderId }) => orderId));
  const strangers = [...seen.keys()]
    .filter((orderId) => !known.has(orderId))
    .map((orderId) => ({ orderId, detail: 'has a final event and is in no table' }));
  const wrong = evidence.orders.flatMap(({ orderId, outcome }) => {
    if (!outcome || apart.has(orderId)) return [];
    const types = (seen.get(orderId) ?? []).map(({ type }) => type);
    const due = waiting.has(orderId) ? [] : [FINAL_EVENT_OF[outcome]];
    if (types.join() === due.join()) return [];
    return [
      {
        orderId,
        detail: `is ${outcome}${waiting.has(orderId) ? ' and in dispute' : ''}, the bus saw ${types.join(' and ') || 'no final event'}`,
      },
    ];
  });
  return [...strangers, ...wrong];
};

/** What is published when money has moved. */
const MONEY_EVENT_OF = { charged: 'Payment Processed', refunded: 'Payment Refunded' } as const;

/** The bus saw of each order's money that it moved, if and only if it did. */
export const moneyAnnounced = ({ events, orders }: With<'events'>): Breach[] => {
  const seen = new Set(
    events.map(({ 'detail-type': type, detail }) => `${type} ${(detail as { orderId?: string }).orderId}`),
  );
  return orders.flatMap((order) =>
    (['charged', 'refunded'] as const).flatMap((mark) => {
      const type = MONEY_EVENT_OF[mark];
      const isSeen = seen.has(`${type} ${order.orderId}`);
      if (isSeen === (order[mark] !== undefined)) return [];
      const { orderId } = order;
      return [
        { orderId, detail: isSeen ? `was not ${mark}, the bus saw ${type}` : `was ${mark}, the bus saw no ${type}` },
      ];
    }),
  );
};

/** Orders ended as they had to: good ones fulfilled, declined and invalid ones not. */
export const outcomeAsExpected = ({ expected, orders }: With<'expected'>): Breach[] => {
  const outcomes = new Map(orders.map(({ orderId, outcome }) => [orderId, outcome]));
  return expected.flatMap(({ orderId, mayEnd }) => {
    const outcome = outcomes.get(orderId);
    if (!outcome || mayEnd.includes(outcome)) return [];
    return [{ orderId, detail: `is ${outcome}, expected ${mayEnd.join(' or ')}` }];
  });
};
