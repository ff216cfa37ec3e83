import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { Breach, With } from './evidence';

/** What each business counter counts, read off the orders. Payments refused by us and declined by the bank are told apart by counters only. */
const COUNTED: Readonly<Record<string, (order: OrderHistory) => boolean>> = {
  orders_fulfilled: ({ outcome, closed }) => outcome === 'fulfilled' && closed !== undefined,
  orders_failed: ({ outcome, closed }) => outcome === 'failed' && closed !== undefined,
  orders_cancelled: ({ outcome, closed }) => outcome === 'cancelled' && closed !== undefined,
  payments_charged: ({ charged }) => charged !== undefined,
  payments_refunded: ({ refunded }) => (refunded?.amount ?? 0) > 0,
  allocations: ({ allocated }) => allocated !== undefined,
  allocations_rejected: ({ rejected }) => rejected !== undefined,
  schedules: ({ scheduled }) => scheduled !== undefined,
  schedules_rejected: ({ kitchenRejected }) => kitchenRejected !== undefined,
};

/** Business counters say what the orders table says; unreconciled ones may say less, never more. */
export const countersMatchOrders = ({ counters, orders }: With<'counters'>): Breach[] =>
  Object.entries(COUNTED).flatMap(([name, counts]) => {
    const actual = orders.filter(counts).length;
    const counted = counters.counts[name] ?? 0;
    if (counted === actual || (counted < actual && !counters.reconciled)) return [];
    return [{ detail: `${name} counts ${counted}, the orders table ${actual}` }];
  });
