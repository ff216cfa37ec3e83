import type { BusEventOf } from '../../contracts/events/events';
import { PermanentError } from '../../pipeline/batch/failure';
import { doneBy, effect, inShop, replay } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type ShopStock, sell } from './stock';

const SETTLE = 'inventory.settle';

/**
 * Order Fulfilled: what was reserved is sold.
 * @throws PermanentError for an order that was not fulfilled from our stock.
 */
export const settle = (
  known: Order,
  stock: ShopStock,
  event: BusEventOf<'Order Fulfilled'>,
  nowMs: number,
): ShopDecision<ShopStock> => {
  const order = inShop(known, event.detail.shopId);
  if (order.settled) return { ...replay(SETTLE, known), shop: stock };
  if (order.outcome !== 'fulfilled' || !order.allocated) {
    throw new PermanentError(`detail.orderId: order is ${order.outcome ?? 'not fulfilled'}, got ${order.orderId}`, {
      field: 'detail.orderId',
      value: order.orderId,
    });
  }
  return {
    ...effect(SETTLE, 'settled', { ...order, settled: doneBy(event, nowMs) }),
    shop: sell(stock, order.allocated.lines),
  };
};
