import type { BusEventOf } from '../../contracts/events/events';
import { cutText } from '../../contracts/text';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { requireAsCharged } from '../../pipeline/orders/as-charged';
import { effect, eventOrigin, nothing, recordedBy, replay, requireSameShop } from '../../pipeline/orders/decision';
import { stockRejected, stockReserved } from '../../pipeline/orders/inventory-state';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { decideOutcome } from '../../pipeline/orders/outcome';
import { carriedOf } from '../../pipeline/orders/same-order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { checkReadable, fallenLow, linesOf, reserve, type ShopStock, shortagesOf } from './stock';

const ALLOCATE = 'inventory.allocate';

const eventsOf = (order: OrderInShop): OutgoingEvent[] => {
  const { inventory, payment } = order;
  if (inventory.state === 'none') return [];
  if (inventory.state === 'rejected') {
    const { rejected } = inventory;
    // Stored by an earlier release, one may be negative, which the event's schema refuses: nobody would be told, and nobody refund.
    const shortages = rejected.shortages.map((short) => ({ ...short, available: Math.max(0, short.available) }));
    return [orderEvent('Inventory Rejected', eventOrigin(order, rejected), { shortages })];
  }
  const { allocated } = inventory;
  const origin = eventOrigin(order, allocated);
  return [
    ...('snapshot' in payment ? [orderEvent('Inventory Allocated', origin, carriedOf(payment.snapshot))] : []),
    ...Object.entries(allocated.low ?? {}).map(([productId, available]) =>
      orderEvent('Stock Low', origin, { productId, available, threshold: allocated.threshold ?? 0 }, productId),
    ),
  ];
};

/**
 * Payment Validated: all lines are reserved, or none and the order fails with every shortage listed.
 * @throws PermanentError for an order that payment has not validated, or that was charged with something else: stock is
 * never given to one.
 */
export const allocate = (
  known: Order,
  stock: ShopStock,
  event: BusEventOf<'Payment Validated'>,
  { lowStockThreshold: threshold }: { readonly lowStockThreshold: number },
  nowMs: number,
): ShopDecision<ShopStock> => {
  const order = requireSameShop(known, event.detail.shopId);
  if (order.inventory.state !== 'none') return { ...replay(ALLOCATE, known, eventsOf(order)), shop: stock };
  const outcome = order.outcome.name;
  if (outcome) return { ...nothing(ALLOCATE, known, `order is ${outcome}`), shop: stock };
  const { items } = requireAsCharged(order, event);
  const recorded = recordedBy(event, nowMs);
  const lines = linesOf(items);
  checkReadable(stock, event.detail.shopId, lines);
  const shortages = shortagesOf(stock, lines);
  if (shortages.length > 0) {
    const short = shortages
      .map(({ productId, requested, available }) => `${productId} ${available} of ${requested}`)
      .join(', ');
    const rejected = decideOutcome(
      { ...order, inventory: stockRejected({ ...recorded, shortages }) },
      {
        outcome: 'failed',
        pending: ['refund'],
        by: ALLOCATE,
        stage: 'inventory',
        reason: cutText(`OUT_OF_STOCK: ${short}`, 400),
      },
      recorded,
    );
    return {
      ...effect(ALLOCATE, 'out of stock', rejected, {
        events: eventsOf(rejected),
        counts: { allocations_rejected: 1 },
      }),
      shop: stock,
    };
  }
  const after = reserve(stock, lines);
  const low = fallenLow(stock, after, lines, threshold);
  const allocated = { ...recorded, lines, ...(Object.keys(low).length > 0 && { low, threshold }) };
  const reserved = { ...order, inventory: stockReserved(allocated) };
  return {
    ...effect(ALLOCATE, 'allocated', reserved, { events: eventsOf(reserved), counts: { allocations: 1 } }),
    shop: after,
  };
};
