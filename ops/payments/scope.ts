import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { OrderIntent } from '../../stages/payment/gateway/intent-list';
import { changedAt } from '../order/state';
import type { OrderPayments } from './compare';

/** Epoch milliseconds; 0 of an order that records no time. */
const changedMs = (order: OrderHistory): number => {
  const at = Date.parse(changedAt(order) ?? '');
  return Number.isNaN(at) ? 0 : at;
};

/** The orders to compare: those that changed since, and those that have an intent in the list. */
export const ordersInScope = (
  orders: readonly OrderHistory[],
  listed: readonly OrderIntent[],
  sinceMs: number,
): OrderHistory[] => {
  const named = new Set(listed.map(({ orderId }) => orderId));
  const ids = new Set(listed.map(({ id }) => id));
  return orders.filter(
    (order) => changedMs(order) >= sinceMs || named.has(order.orderId) || ids.has(order.payment?.intentId ?? ''),
  );
};

const byOrderId = (intents: readonly OrderIntent[]): Map<string, OrderIntent[]> => {
  const groups = new Map<string, OrderIntent[]>();
  for (const intent of intents) {
    const group = groups.get(intent.orderId);
    if (group) group.push(intent);
    else groups.set(intent.orderId, [intent]);
  }
  return groups;
};

/**
 * Orders with their intents: those whose metadata names the order, and the one that it stored.
 * @param unknownIds stored intents that the gateway does not know.
 * @param pendingIds intents that the payment watcher looks after.
 */
export const pairUp = (
  orders: readonly OrderHistory[],
  intents: readonly OrderIntent[],
  { unknownIds, pendingIds }: { readonly unknownIds: ReadonlySet<string>; readonly pendingIds: ReadonlySet<string> },
): OrderPayments[] => {
  const byOrder = byOrderId(intents);
  const byId = new Map(intents.map((intent) => [intent.id, intent]));
  const known = new Set(orders.map(({ orderId }) => orderId));
  const stored = new Set(orders.flatMap(({ payment }) => payment?.intentId ?? []));
  const ofOrders = orders.map((order): OrderPayments => {
    const storedId = order.payment?.intentId ?? '';
    const intent = byId.get(storedId);
    const own = new Set([...(byOrder.get(order.orderId) ?? []), ...(intent ? [intent] : [])]);
    return {
      orderId: order.orderId,
      order,
      intents: [...own],
      storedIsUnknown: unknownIds.has(storedId),
      storedIsPending: pendingIds.has(storedId),
    };
  });
  const unmatched = [...byOrder]
    .filter(([orderId]) => !known.has(orderId))
    .map(([orderId, own]) => ({
      orderId,
      intents: own.filter(({ id }) => !stored.has(id)),
      storedIsUnknown: false,
      storedIsPending: false,
    }));
  return [...ofOrders, ...unmatched.filter(({ intents: own }) => own.length > 0)];
};

/** By our own clock: when an order was placed is its customer's to say, who may be a year ahead. */
const recordedMs = ({ snapshot: _, ...order }: OrderHistory): number => changedMs(order);

/** When the service or the gateway changed an order or one of its intents last, epoch milliseconds. */
export const lastChangeMs = ({ order, intents }: OrderPayments): number =>
  intents.reduce((last, { createdMs }) => Math.max(last, createdMs), order ? recordedMs(order) : 0);

/**
 * Whether the service may still be at work on it: it has not ended with everything given back, and changed lately.
 * @param withinMs how long after its last change.
 */
export const isInFlight = (payments: OrderPayments, nowMs: number, withinMs: number): boolean =>
  payments.order?.closed === undefined && nowMs - lastChangeMs(payments) < withinMs;
