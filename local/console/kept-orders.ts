import { changedAt } from '../../ops/order/state';
import { readOrders } from '../../ops/reconcile/read-tables';
import type { Session } from '../../ops/target/session';
import { formatMoney } from '../../pipeline/money/format-money';
import { startedAt } from '../../pipeline/orders/open-orders';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { BoardOrder, OrderBoard, Place } from './order-board';

const placeOf = ({ outcome, scheduled, allocated, validated }: OrderHistory): Place => {
  if (outcome) return outcome;
  if (scheduled) return 'kitchen';
  if (allocated) return 'fulfillment';
  return validated ? 'inventory' : 'payment';
};

/** An order as the board would know it, had it listened all the time. Pure. */
export const keptOrder = (order: OrderHistory): BoardOrder => {
  const { orderId, shopId = '', snapshot, ended } = order;
  const place = placeOf(order);
  const firstMs = Date.parse(startedAt(order) ?? '') || 0;
  return {
    orderId,
    shopId,
    place,
    firstMs,
    lastMs: Date.parse(changedAt(order) ?? '') || firstMs,
    lastEvent: 'before this start',
    ...(snapshot && { total: formatMoney(snapshot.total, snapshot.currency) }),
    ...(place === 'failed' && ended?.reason !== undefined && { reason: ended.reason }),
  };
};

/** Puts the orders of earlier runs on the board, which `npm start -- --persist` has kept. */
export const recallOrders = async (session: Session, board: OrderBoard): Promise<void> => {
  const orders = (await readOrders(session)).map(keptOrder);
  for (const order of orders.sort((one, other) => one.lastMs - other.lastMs)) board.recall(order);
};
