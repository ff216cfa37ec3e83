import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import type { OrderIntent } from '../../../../stages/payment/gateway/intent-list';

export const AT = '2026-11-24T09:00:00.000Z';
const done = { at: AT, causedBy: 'event' };
const USD_9 = { amount: 900, currency: 'USD' };

/** An intent of order o-1 over 9.00 USD, captured unless said otherwise. */
export const anIntent = (id: string, more: Partial<OrderIntent> = {}): OrderIntent => ({
  id,
  orderId: 'o-1',
  status: 'captured',
  money: USD_9,
  refundedAmount: 0,
  createdMs: Date.parse(AT),
  ...more,
});

const placed = {
  orderId: 'o-1',
  version: 3,
  shopId: 'astoria',
  snapshot: { customerId: 'c-1', items: [], total: 900, currency: 'USD', placedAt: AT },
  payment: { intentId: 'pi_1' },
} satisfies OrderHistory;
const ended = (outcome: OrderHistory['outcome']): Partial<OrderHistory> =>
  ({ outcome, ended: done, owes: [], closed: { ...done, by: 'test' } }) as Partial<OrderHistory>;
const charged = { ...done, ...USD_9 };

/** Order o-1, which stored the intent pi_1, at each of its stops. */
export const anOrder = {
  opened: placed,
  charged: { ...placed, charged },
  fulfilled: { ...placed, charged, ...ended('fulfilled') },
  declined: { ...placed, paymentFailed: { ...done, code: 'CARD_DECLINED', message: 'declined' }, ...ended('failed') },
  failed: { ...placed, charged, ...ended('failed') },
  cancelling: { ...placed, charged, outcome: 'cancelled', ended: done, owes: ['refund'] },
  cancelled: { ...placed, ...ended('cancelled') },
  refunded: { ...placed, charged, refunded: charged, ...ended('cancelled') },
  disputed: { ...placed, charged, disputed: { ...done, disputeId: 'du_1', status: 'lost' }, ...ended('cancelled') },
} satisfies Record<string, OrderHistory>;
