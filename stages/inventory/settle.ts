import type { BusEventOf } from '../../contracts/events/events';
import { effect, recordedBy, replay, requireSameShop, unfounded } from '../../pipeline/orders/decision';
import { stockSold } from '../../pipeline/orders/inventory-state';
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
  const order = requireSameShop(known, event.detail.shopId);
  const { inventory } = order;
  if (inventory.state === 'sold') return { ...replay(SETTLE, known), shop: stock };
  const outcome = order.outcome.name;
  if (outcome !== 'fulfilled' || inventory.state !== 'reserved') {
    throw unfounded(event, outcome === 'fulfilled' ? 'has no stock reserved' : `is ${outcome ?? 'not fulfilled'}`);
  }
  return {
    ...effect(SETTLE, 'settled', { ...order, inventory: stockSold(inventory, recordedBy(event, nowMs)) }),
    shop: sell(stock, order.shopId, inventory.allocated.lines),
  };
};
