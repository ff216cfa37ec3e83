import type { BusEventOf } from '../../contracts/events/events';
import { type Decision, nothing, requireSameShop } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';

const CHECK = 'payment.check';

/**
 * Payment Check Due: no payment of an order can be pending yet, so there is nothing to read at the gateway.
 * @throws PermanentError if the order is known to be of another shop.
 */
export const checkPayment = (known: Order, event: BusEventOf<'Payment Check Due'>): Decision => {
  requireSameShop(known, event.detail.shopId);
  return nothing(CHECK, known, 'nothing is pending at the gateway');
};
