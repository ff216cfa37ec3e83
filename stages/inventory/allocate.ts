import type { BusEventOf } from '../../contracts/events/events';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { endOrder } from '../../pipeline/orders/ending';
import type { Order } from '../../pipeline/orders/order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { checkReadable, fallenLow, linesOf, reserve, type ShopStock, shortagesOf } from './stock';

const ALLOCATE = 'inventory.allocate';

const eventsOf = (order: Order, { detail }: BusEventOf<'Payment Validated'>): OutgoingEvent[] => {
  const { rejected, allocated } = order;
  if (rejected) {
    // Stored by an earlier release, one may be negative, which the event's schema refuses: nobody would be told, and nobody refund.
    const shortages = rejected.shortages.map((short) => ({ ...short, available: Math.max(0, short.available) }));
    return [orderEvent('Inventory Rejected', causeOf(order, rejected), { shortages })];
  }
  if (!allocated) return [];
  const cause = causeOf(order, allocated);
  const { customerId, items, total, currency, placedAt } = detail;
  return [
    orderEvent('Inventory Allocated', cause, { customerId, items, total, currency, placedAt }),
    ...Object.entries(allocated.low ?? {}).map(([productId, available]) =>
      orderEvent('Stock Low', cause, { productId, available, threshold: allocated.threshold ?? 0 }, productId),
    ),
  ];
};

/**
 * Payment Validated: all lines are reserved, or none and the order fails with every shortage listed.
 * @throws PermanentError for an order that payment has not validated: stock is never given to one.
 */
export const allocate = (
  known: Order,
  stock: ShopStock,
  event: BusEventOf<'Payment Validated'>,
  { lowStockThreshold: threshold }: { readonly lowStockThreshold: number },
  nowMs: number,
): ShopDecision<ShopStock> => {
  const order = inShop(known, event.detail.shopId);
  if (order.allocated || order.rejected) return { ...replay(ALLOCATE, known, eventsOf(order, event)), shop: stock };
  if (order.outcome) return { ...nothing(ALLOCATE, known, `order is ${order.outcome}`), shop: stock };
  if (!order.validated) {
    throw new PermanentError(`detail.orderId: payment has not validated the order, got ${order.orderId}`, {
      field: 'detail.orderId',
      value: order.orderId,
    });
  }
  const done = doneBy(event, nowMs);
  const lines = linesOf(event.detail.items);
  checkReadable(stock, event.detail.shopId, lines);
  const shortages = shortagesOf(stock, lines);
  if (shortages.length > 0) {
    const short = shortages
      .map(({ productId, requested, available }) => `${productId} ${available} of ${requested}`)
      .join(', ');
    const rejected = endOrder(
      { ...order, rejected: { ...done, shortages } },
      {
        outcome: 'failed',
        owes: ['refund'],
        by: ALLOCATE,
        stage: 'inventory',
        reason: `OUT_OF_STOCK: ${short}`.slice(0, 400),
      },
      done,
    );
    return {
      ...effect(ALLOCATE, 'out of stock', rejected, {
        events: eventsOf(rejected, event),
        counts: { allocations_rejected: 1 },
      }),
      shop: stock,
    };
  }
  const after = reserve(stock, lines);
  const low = fallenLow(stock, after, lines, threshold);
  const allocated: Order = {
    ...order,
    allocated: { ...done, lines, ...(Object.keys(low).length > 0 && { low, threshold }) },
  };
  return {
    ...effect(ALLOCATE, 'allocated', allocated, { events: eventsOf(allocated, event), counts: { allocations: 1 } }),
    shop: after,
  };
};
