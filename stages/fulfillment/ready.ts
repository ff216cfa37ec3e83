import type { BusEventOf } from '../../contracts/events/events';
import { latencyBucket } from '../../contracts/tables/counter-table';
import { doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { endOrder, finalEvents } from '../../pipeline/orders/ending';
import type { Done, Order } from '../../pipeline/orders/order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type Kitchen, takeDown } from './kitchen';

const READY = 'fulfillment.ready';

interface Sla {
  readonly fulfilledWithinSeconds: number;
}

/** A scheduled order whose barista has finished is handed over: the end of it, in the name of `by`. */
export const fulfil = (
  order: Order,
  kitchen: Kitchen,
  { fulfilledWithinSeconds }: Sla,
  by: string,
  done: Done,
): { order: Order; shop: Kitchen } => {
  // Clocks of two services differ: an order is never fulfilled before it was placed.
  const placedAtMs = Date.parse(order.scheduled?.placedAt ?? done.at);
  const latencyMs = Math.max(0, Date.parse(done.at) - placedAtMs);
  const handedOver: Order = {
    ...order,
    fulfilled: { ...done, latencyMs, withinSla: latencyMs <= fulfilledWithinSeconds * 1000 },
  };
  return {
    order: endOrder(handedOver, { outcome: 'fulfilled', owes: [], by }, done),
    shop: takeDown(kitchen, order.orderId),
  };
};

/** What a fulfilled order adds to the day's counters. */
export const fulfilmentCounts = ({ fulfilled, scheduled }: Order): Record<string, number> => {
  if (!fulfilled || !scheduled) return {};
  const { latencyMs, withinSla } = fulfilled;
  return {
    orders_fulfilled: 1,
    [`revenue_${scheduled.currency}`]: scheduled.total,
    latency_ms_sum: latencyMs,
    [`latency_le_${latencyBucket(latencyMs)}`]: 1,
    ...(withinSla && { within_sla: 1 }),
  };
};

/** Order Ready: a scheduled order is fulfilled, one that is not scheduled yet is remembered as ready. */
export const ready = (
  known: Order,
  kitchen: Kitchen,
  event: BusEventOf<'Order Ready'>,
  sla: Sla,
  nowMs: number,
): ShopDecision<Kitchen> => {
  const order = inShop(known, event.detail.shopId);
  if (order.readied) return { ...replay(READY, known, finalEvents(order, READY)), shop: kitchen };
  if (order.outcome) return { ...nothing(READY, known, `order is ${order.outcome}`), shop: kitchen };
  const done = doneBy(event, nowMs);
  const readied: Order = { ...order, readied: done };
  if (!order.scheduled) return { ...effect(READY, 'remembered', readied), shop: kitchen };
  const fulfilled = fulfil(readied, kitchen, sla, READY, done);
  const follows = { events: finalEvents(fulfilled.order, READY), counts: fulfilmentCounts(fulfilled.order) };
  return { ...effect(READY, 'fulfilled', fulfilled.order, follows), shop: fulfilled.shop };
};
