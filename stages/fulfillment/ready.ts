import type { BusEventOf } from '../../contracts/events/events';
import { latencyBucket } from '../../contracts/tables/counter-table';
import { effect, nothing, recordedBy, replay, requireSameShop } from '../../pipeline/orders/decision';
import { type HandedOver, orderHandedOver, type ScheduledOrder } from '../../pipeline/orders/fulfillment-state';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import type { Recorded } from '../../pipeline/orders/order-history';
import { decideOutcome, finalEvents } from '../../pipeline/orders/outcome';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type Kitchen, withoutTicket } from './kitchen';

const READY = 'fulfillment.ready';

interface Sla {
  readonly fulfilledWithinSeconds: number;
}

/** A scheduled order whose barista has finished is handed over: its end, in the name of the operation `by`. */
export const handOver = (
  order: OrderInShop & { readonly fulfillment: ScheduledOrder },
  kitchen: Kitchen,
  { fulfilledWithinSeconds }: Sla,
  by: string,
  recorded: Recorded,
): { readonly order: OrderInShop & { readonly fulfillment: HandedOver }; readonly shop: Kitchen } => {
  // Clocks of two services differ: an order is never fulfilled before it was placed.
  const latencyMs = Math.max(0, Date.parse(recorded.at) - Date.parse(order.fulfillment.scheduled.placedAt));
  const fulfilled = { ...recorded, latencyMs, withinSla: latencyMs <= fulfilledWithinSeconds * 1000 };
  const handedOver = { ...order, fulfillment: orderHandedOver(order.fulfillment, fulfilled) };
  return {
    order: decideOutcome(handedOver, { outcome: 'fulfilled', pending: [], by }, recorded),
    shop: withoutTicket(kitchen, order.orderId),
  };
};

/** What a fulfilled order adds to the day's counters. */
export const fulfilmentCounts = ({ fulfilled, scheduled }: HandedOver): Record<string, number> => {
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
  const order = requireSameShop(known, event.detail.shopId);
  if (order.readied) return { ...replay(READY, known, finalEvents(order, READY)), shop: kitchen };
  const outcome = order.outcome.name;
  if (outcome) return { ...nothing(READY, known, `order is ${outcome}`), shop: kitchen };
  const recorded = recordedBy(event, nowMs);
  const { fulfillment } = order;
  const readied = { ...order, readied: recorded };
  if (fulfillment.state !== 'scheduled') return { ...effect(READY, 'remembered', readied), shop: kitchen };
  const handedOver = handOver({ ...readied, fulfillment }, kitchen, sla, READY, recorded);
  const follows = {
    events: finalEvents(handedOver.order, READY),
    counts: fulfilmentCounts(handedOver.order.fulfillment),
  };
  return { ...effect(READY, 'fulfilled', handedOver.order, follows), shop: handedOver.shop };
};
