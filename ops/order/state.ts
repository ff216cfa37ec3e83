import { formatMoney } from '../../pipeline/money/format-money';
import { isSettled } from '../../pipeline/orders/open-orders';
import type { Compensation, OrderHistory } from '../../pipeline/orders/order-history';

/** `closing`: its end is decided, and something is still owed or to be booked. */
export type OrderState = 'unknown' | 'open' | 'closing' | 'fulfilled' | 'failed' | 'cancelled';

export const ORDER_STATES = ['open', 'closing', 'fulfilled', 'failed', 'cancelled'] as const satisfies OrderState[];

export const stateOf = (order: OrderHistory): OrderState => {
  if (order.version === 0) return 'unknown';
  if (!order.outcome) return 'open';
  return isSettled(order) ? order.outcome : 'closing';
};

/** When it last changed, ISO 8601. */
export const changedAt = (order: OrderHistory): string | undefined => {
  const { charged, validated, allocated, scheduled, readied, ended, closed, settled, snapshot, confirmed } = order;
  const marks = [charged, validated, allocated, scheduled, readied, ended, closed, settled, confirmed];
  return [snapshot?.placedAt, ...marks.map((mark) => mark?.at)]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
};

const DEBTS: Readonly<Record<Compensation, (order: OrderHistory) => string>> = {
  refund: ({ charged, payment }) =>
    charged
      ? `payment to give back ${formatMoney(charged.amount, charged.currency)}`
      : `payment to see that nothing was taken${payment ? ` (${payment.intentId})` : ''}`,
  release: () => 'inventory to give the reserved stock back',
  ticket: () => 'fulfillment to take down the ticket',
};

/** Who has to do what before the order goes on; several at once when it is being undone, none when all is done. */
export const waitingFor = (order: OrderHistory): string[] => {
  const { version, outcome, owes = [], settled, snapshot, charged, confirmed, validated, allocated, scheduled } = order;
  if (version === 0) return ['Order Created from the order manager'];
  if (owes.length > 0) return owes.map((debt) => DEBTS[debt](order));
  if (outcome === 'fulfilled') return settled ? [] : ['inventory to book the stock as sold (Order Fulfilled)'];
  if (outcome) return [];
  if (!snapshot) return ['Order Created from the order manager'];
  if (!charged) {
    return [`payment to charge it (Order Created)${order.payment ? `: ${order.payment.intentId} was opened` : ''}`];
  }
  if (!validated) return confirmed ? ['payment to validate it'] : ['Order Confirmed from the order manager'];
  if (!allocated) return ['inventory to reserve the stock (Payment Validated)'];
  if (!scheduled) return ['fulfillment to schedule it (Inventory Allocated)'];
  return [`Order Ready from the order manager: ticket ${scheduled.ticket} is due at ${scheduled.readyAt}`];
};
