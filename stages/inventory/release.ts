import type { BusEventOf } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import {
  effect,
  eventOrigin,
  nothing,
  recordedBy,
  replay,
  requireSameShop,
  unfounded,
} from '../../pipeline/orders/decision';
import { stockReleased } from '../../pipeline/orders/inventory-state';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { cancel, compensate, finalEvents, isPending, outcomeCounts } from '../../pipeline/orders/outcome';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { giveBack, type ShopStock } from './stock';

const RELEASE = 'inventory.release';

const eventsOf = (order: OrderInShop): OutgoingEvent[] => {
  const { inventory } = order;
  if (inventory.state !== 'released') return finalEvents(order, 'release');
  const { allocated, released } = inventory;
  const items = Object.entries(allocated.lines).map(([productId, quantity]) => ({ productId, quantity }));
  return [orderEvent('Inventory Released', eventOrigin(order, released), { items }), ...finalEvents(order, 'release')];
};

/**
 * Order Cancelled or Fulfillment Rejected: what was reserved goes back, if that is pending.
 * @throws PermanentError for a rejection of an order that was not rejected.
 */
export const release = (
  known: Order,
  stock: ShopStock,
  event: BusEventOf<'Order Cancelled' | 'Fulfillment Rejected'>,
  nowMs: number,
): ShopDecision<ShopStock> => {
  const recorded = recordedBy(event, nowMs);
  const inShop = requireSameShop(known, event.detail.shopId);
  const order = event.type === 'Order Cancelled' ? cancel(inShop, event.detail.reason, recorded) : inShop;
  if (event.type === 'Fulfillment Rejected' && order.fulfillment.state !== 'rejected') {
    throw unfounded(event, 'was not rejected');
  }
  const outcome = order.outcome.name;
  if (event.type === 'Order Cancelled' && outcome !== 'cancelled') {
    return { ...nothing(RELEASE, known, `order is ${outcome}`), shop: stock };
  }
  if (!isPending(order, 'release')) return { ...replay(RELEASE, known, eventsOf(order)), shop: stock };
  if (order.inventory.state !== 'reserved') {
    const compensated = compensate(order, 'release', recorded);
    const follows = { events: eventsOf(compensated), counts: outcomeCounts(order, compensated) };
    return { ...effect(RELEASE, 'nothing to release', compensated, follows), shop: stock };
  }
  const { lines } = order.inventory.allocated;
  const compensated = compensate(
    { ...order, inventory: stockReleased(order.inventory, recorded) },
    'release',
    recorded,
  );
  const follows = { events: eventsOf(compensated), counts: { releases: 1, ...outcomeCounts(order, compensated) } };
  return { ...effect(RELEASE, 'released', compensated, follows), shop: giveBack(stock, order.shopId, lines) };
};
