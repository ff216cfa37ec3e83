import { formatMoney } from '../../pipeline/money/format-money';
import { isSettled } from '../../pipeline/orders/open-orders';
import type { Compensation, OrderHistory } from '../../pipeline/orders/order-history';
import { lateRefundOf } from './late-refund';

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
  const { pending, refunding, refunded, released, refundFailed, disputed } = order;
  const ofPayment = [pending, refunding, refunded, refundFailed, disputed];
  const marks = [charged, validated, allocated, scheduled, readied, ended, released, closed, settled, confirmed];
  return (
    [snapshot?.placedAt, ...[...marks, ...ofPayment].map((mark) => mark?.at)]
      .filter((at) => at !== undefined)
      // A producer's time may be written in another zone.
      .sort((one, other) => Date.parse(one) - Date.parse(other))
      .at(-1)
  );
};

/** What a refund that is owed waits for. */
const refundOwed = ({ charged, payment, pending, refunding }: OrderHistory): string => {
  const intent = payment ? ` (${payment.intentId})` : '';
  if (refunding) return `the gateway to complete the refund ${refunding.refundId ?? ''}`.trimEnd();
  if (charged) return `payment to give back ${formatMoney(charged.amount, charged.currency)}`;
  if (pending?.waitingFor === 'processing')
    return `the gateway to decide on the charge${intent}, which is then given back`;
  return `payment to see that nothing was taken${intent}`;
};

const DEBTS: Readonly<Record<Compensation, (order: OrderHistory) => string>> = {
  refund: refundOwed,
  release: () => 'inventory to give the reserved stock back',
  ticket: () => 'fulfillment to take down the ticket',
};

const chargeAwaited = ({ payment, pending }: OrderHistory): string => {
  if (pending?.waitingFor === 'processing') return 'the gateway to decide on the charge';
  if (pending) return `the customer to authenticate${pending.until ? `, until ${pending.until}` : ''}`;
  return `payment to charge it (Order Created)${payment ? `: ${payment.intentId} was opened` : ''}`;
};

/** What a payment whose order has ended still waits for. */
const lateWaits = (order: OrderHistory): string[] => {
  const { refundFailed, disputed } = order;
  const lateRefund = lateRefundOf(order);
  return [
    ...(lateRefund === 'failed'
      ? [
          `somebody to resolve the refund ${refundFailed?.refundId ?? ''} that failed: order refund ${order.orderId} --retry`,
        ]
      : []),
    ...(lateRefund === 'asked for again' ? [refundOwed(order)] : []),
    ...(disputed?.status === 'opened' ? [`the bank to decide on the dispute ${disputed.disputeId}`] : []),
  ];
};

/** Who has to do what before the order goes on, or its payment; several at once when it is being undone, none when all is done. */
export const waitingFor = (order: OrderHistory): string[] => [...orderWaits(order), ...lateWaits(order)];

const orderWaits = (order: OrderHistory): string[] => {
  const { version, outcome, owes = [], settled, snapshot, charged, confirmed, validated, allocated, scheduled } = order;
  if (version === 0) return ['Order Created from the order manager'];
  if (owes.length > 0) return owes.map((debt) => DEBTS[debt](order));
  if (outcome === 'fulfilled') return settled ? [] : ['inventory to book the stock as sold (Order Fulfilled)'];
  if (outcome) return [];
  if (!snapshot) return ['Order Created from the order manager'];
  if (!charged) return [chargeAwaited(order)];
  if (!validated) return confirmed ? ['payment to validate it'] : ['Order Confirmed from the order manager'];
  if (!allocated) return ['inventory to reserve the stock (Payment Validated)'];
  if (!scheduled) return ['fulfillment to schedule it (Inventory Allocated)'];
  return [`Order Ready from the order manager: ticket ${scheduled.ticket} is due at ${scheduled.readyAt}`];
};
