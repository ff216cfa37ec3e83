import type { OrderHistory } from '../../pipeline/orders/order-history';

/** Where the refund of an order stands that failed after it had been recorded as done. */
type LateRefund = 'none' | 'failed' | 'asked for again' | 'given back since';

export const lateRefundOf = ({ refunded, refundFailed, refunding }: OrderHistory): LateRefund => {
  if (!refundFailed) return 'none';
  // While another refund is pending, the one that failed is recorded no more.
  if (!refunded) return refunding ? 'asked for again' : 'failed';
  return refunded.refundId === refundFailed.refundId ? 'failed' : 'given back since';
};
