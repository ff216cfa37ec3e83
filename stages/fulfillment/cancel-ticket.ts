import type { BusEventOf } from '../../contracts/events/events';
import { effect, nothing, recordedBy, replay, requireSameShop } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';
import { cancel, compensate, finalEvents, isPending, outcomeCounts } from '../../pipeline/orders/outcome';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type Kitchen, withoutTicket } from './kitchen';

/** As it is named in logs. */
const CANCEL_TICKET = 'fulfillment.takeDown';

/** Order Cancelled: the kitchen's ticket of the order is cancelled. Its number is not given again. */
export const cancelTicket = (
  known: Order,
  kitchen: Kitchen,
  event: BusEventOf<'Order Cancelled'>,
  nowMs: number,
): ShopDecision<Kitchen> => {
  const recorded = recordedBy(event, nowMs);
  const order = cancel(requireSameShop(known, event.detail.shopId), event.detail.reason, recorded);
  const outcome = order.outcome.name;
  if (outcome !== 'cancelled') return { ...nothing(CANCEL_TICKET, known, `order is ${outcome}`), shop: kitchen };
  if (!isPending(order, 'ticket')) {
    return { ...replay(CANCEL_TICKET, known, finalEvents(order, 'ticket')), shop: kitchen };
  }
  const compensated = compensate(order, 'ticket', recorded);
  const hadTicket = order.fulfillment.state === 'scheduled';
  return {
    ...effect(CANCEL_TICKET, hadTicket ? 'ticket taken down' : 'nothing to take down', compensated, {
      events: finalEvents(compensated, 'ticket'),
      counts: outcomeCounts(order, compensated),
    }),
    shop: withoutTicket(kitchen, order.orderId),
  };
};
