import type { OrderHistory, Recorded } from '../../pipeline/orders/order-history';

/** What may happen to a payment after its order has ended. */
interface LatePayment {
  /** A refund that had succeeded failed afterwards. */
  readonly refundFailed?: Recorded & { readonly refundId?: string; readonly status: 'failed' | 'canceled' };
  readonly disputed?: Recorded & { readonly disputeId?: string; readonly status: 'opened' | 'won' | 'lost' };
}

export const latePaymentOf = (order: OrderHistory): LatePayment => order as OrderHistory & LatePayment;

/** Whether an operation was recorded after another. */
const isLater = (one: Recorded | undefined, other: Recorded): boolean =>
  one !== undefined && Date.parse(one.at) > Date.parse(other.at);

/** Where the refund of an order stands that failed after it had succeeded: failed, asked for again, or given back since. */
export const lateRefundOf = (order: OrderHistory): 'none' | 'failed' | 'asked for again' | 'given back since' => {
  const { refundFailed } = latePaymentOf(order);
  if (!refundFailed) return 'none';
  if (isLater(order.refunded, refundFailed)) return 'given back since';
  return isLater(order.refunding, refundFailed) ? 'asked for again' : 'failed';
};
