import type { BusEventOf } from '../../contracts/events/events';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { cancel, clearDebt, closingCounts, finalEvents, isOwed } from '../../pipeline/orders/ending';
import type { Order } from '../../pipeline/orders/order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { giveBack, type ShopStock } from './stock';

const RELEASE = 'inventory.release';

const eventsOf = (order: Order): OutgoingEvent[] => {
  const { released } = order;
  const items = Object.entries(released?.lines ?? {}).map(([productId, quantity]) => ({ productId, quantity }));
  return [
    ...(released ? [orderEvent('Inventory Released', causeOf(order, released), { items })] : []),
    ...finalEvents(order, 'release'),
  ];
};

/**
 * Order Cancelled or Fulfillment Rejected: what was reserved goes back, if the order owes it.
 * @throws PermanentError for a rejection of an order that was not rejected.
 */
export const release = (
  known: Order,
  stock: ShopStock,
  event: BusEventOf<'Order Cancelled' | 'Fulfillment Rejected'>,
  nowMs: number,
): ShopDecision<ShopStock> => {
  const done = doneBy(event, nowMs);
  const here = inShop(known, event.detail.shopId);
  const order = event.type === 'Order Cancelled' ? cancel(here, event.detail.reason, done) : here;
  if (event.type === 'Fulfillment Rejected' && !order.kitchenRejected) {
    throw new PermanentError(`${event.type}: order ${order.orderId} was not rejected`, {
      field: 'detail.orderId',
      value: order.orderId,
    });
  }
  if (event.type === 'Order Cancelled' && order.outcome !== 'cancelled') {
    return { ...nothing(RELEASE, known, `order is ${order.outcome}`), shop: stock };
  }
  if (!isOwed(order, 'release')) return { ...replay(RELEASE, known, eventsOf(order)), shop: stock };
  const { allocated } = order;
  const released = allocated ? { ...order, released: { ...done, lines: allocated.lines } } : order;
  const cleared = clearDebt(released, 'release', done);
  return {
    ...effect(RELEASE, allocated ? 'released' : 'nothing to release', cleared, {
      events: eventsOf(cleared),
      counts: { ...(allocated && { releases: 1 }), ...closingCounts(order, cleared) },
    }),
    shop: allocated ? giveBack(stock, allocated.lines) : stock,
  };
};
