import type { BusEventOf } from '../../contracts/events/events';
import { doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { cancel, clearDebt, closingCounts, finalEvents, isOwed } from '../../pipeline/orders/ending';
import type { Order } from '../../pipeline/orders/order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type Kitchen, takeDown } from './kitchen';

const TAKE_DOWN = 'fulfillment.takeDown';

/** Order Cancelled: the kitchen forgets the order's ticket. Its number is not given again. */
export const cancelTicket = (
  known: Order,
  kitchen: Kitchen,
  event: BusEventOf<'Order Cancelled'>,
  nowMs: number,
): ShopDecision<Kitchen> => {
  const done = doneBy(event, nowMs);
  const order = cancel(inShop(known, event.detail.shopId), event.detail.reason, done);
  if (order.outcome !== 'cancelled')
    return { ...nothing(TAKE_DOWN, known, `order is ${order.outcome}`), shop: kitchen };
  if (!isOwed(order, 'ticket')) return { ...replay(TAKE_DOWN, known, finalEvents(order, 'ticket')), shop: kitchen };
  const cleared = clearDebt(order, 'ticket', done);
  return {
    ...effect(TAKE_DOWN, order.scheduled ? 'ticket taken down' : 'nothing to take down', cleared, {
      events: finalEvents(cleared, 'ticket'),
      counts: closingCounts(order, cleared),
    }),
    shop: takeDown(kitchen, order.orderId),
  };
};
