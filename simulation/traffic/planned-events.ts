import type { DetailType } from '../../contracts/events/events';
import { SCHEMA_VERSION } from '../../contracts/events/fields';
import type { OrderPlan, PlannedMalformed, PlannedOrder } from './plan';

type Detail = Readonly<Record<string, unknown>>;

/**
 * One thing to send, and when. A detail lacks its timestamp, which it gets when it is first sent; a duplicate holds the very same
 * object and so goes out with the same timestamp.
 */
export type PlannedEvent =
  | { readonly to: 'bus'; readonly atMs: number; readonly type: DetailType; readonly detail: Detail }
  | { readonly to: 'queue'; readonly atMs: number; readonly body: string; readonly marker: string };

const eventsOf = (order: PlannedOrder): PlannedEvent[] => {
  const { orderId, shopId, customerId, items, adjustments, total, currency, token } = order;
  const { placedAtMs, confirmedAfterMs, cancelledAfterMs, duplicates } = order;
  const metadata = (of: string): Detail =>
    duplicates.some((duplicate) => duplicate.of === of && duplicate.sameEventId)
      ? { metadata: { eventId: `${of.replace(' ', '-')}-${orderId}`, schemaVersion: SCHEMA_VERSION } }
      : {};
  const first = {
    'Order Created': {
      atMs: placedAtMs,
      detail: {
        orderId,
        shopId,
        customerId,
        items,
        ...(adjustments && { adjustments }),
        total,
        currency,
        ...(token !== undefined && { payment: { token } }),
        ...metadata('Order Created'),
      },
    },
    'Order Confirmed': {
      atMs: placedAtMs + confirmedAfterMs,
      detail: { orderId, shopId, ...metadata('Order Confirmed') },
    },
  };
  const cancelled = {
    to: 'bus' as const,
    type: 'Order Cancelled' as const,
    atMs: placedAtMs + (cancelledAfterMs ?? 0),
    detail: { orderId, shopId, reason: 'the customer changed their mind' },
  };
  return [
    { to: 'bus', type: 'Order Created', ...first['Order Created'] },
    cancelledAfterMs === undefined ? { to: 'bus', type: 'Order Confirmed', ...first['Order Confirmed'] } : cancelled,
    ...duplicates.map(({ of, afterMs }) => ({
      to: 'bus' as const,
      type: of,
      atMs: first[of].atMs + afterMs,
      detail: first[of].detail,
    })),
  ];
};

/** The event with the fault of its kind; types differ, so that faults reach every stage. */
const malformedEvent = ({ kind, marker, atMs }: PlannedMalformed): PlannedEvent => {
  const keys = { orderId: `${marker}order`, shopId: 'astoria' };
  const onBus = (type: DetailType, detail: Detail): PlannedEvent => ({
    to: 'bus',
    atMs,
    type,
    detail: { ...detail, marker },
  });
  switch (kind) {
    case 'no-order-id':
      return onBus('Order Confirmed', { shopId: keys.shopId });
    case 'no-shop-id':
      return onBus('Order Cancelled', { orderId: keys.orderId });
    case 'long-id':
      return onBus('Order Confirmed', { ...keys, orderId: marker.padEnd(200, 'x') });
    case 'numeric-id':
      return onBus('Order Ready', { ...keys, orderId: 12_345 });
    case 'wrong-type':
      return onBus('Order Created', {
        ...keys,
        customerId: 'c-malformed',
        items: 'two espressos',
        total: '6.00',
        currency: 'USD',
        payment: { token: 'pm_card_visa' },
      });
    case 'unknown-version':
      return onBus('Order Ready', { ...keys, metadata: { eventId: `${marker}event`, schemaVersion: 99 } });
    case 'not-json':
      return { to: 'queue', atMs, marker, body: `${marker} is no event: two espressos, please` };
  }
};

/** What the order manager sends in a run, in order of time. */
export const plannedEvents = ({ orders, malformed }: Pick<OrderPlan, 'orders' | 'malformed'>): PlannedEvent[] =>
  [...orders.flatMap(eventsOf), ...malformed.map(malformedEvent)].sort((one, other) => one.atMs - other.atMs);
