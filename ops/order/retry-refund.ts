import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { putEntry } from '../../pipeline/events/put-entries';
import { formatMoney } from '../../pipeline/money/format-money';
import { checkDueEvent } from '../../pipeline/orders/check-due';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { UsageError } from '../terminal/usage-error';
import { lateRefundOf } from './late-refund';
import { readOrder } from './show';
import { stateOf } from './state';

/** An order whose late refund may be asked for again. */
interface Retryable {
  readonly shopId: string;
  readonly paymentId: string;
  readonly money: string;
}

/** @returns why the order's refund cannot be asked for again; undefined if it can. */
const whyNot = (order: OrderHistory): string | undefined => {
  const { orderId, owes = [], refunded, refunding, disputed } = order;
  const show = `order show ${orderId}`;
  if (order.version === 0) return `nobody has heard of order ${orderId}`;
  if (owes.includes('refund'))
    return `the refund of order ${orderId} is still to be made by the service: ${show} says what it waits for`;
  const state = lateRefundOf(order);
  if (state === 'given back since')
    return `order ${orderId} was refunded at ${refunded?.at}, after its refund had failed`;
  if (state === 'asked for again')
    return `a new refund of order ${orderId} was asked for at ${refunding?.at}: ${show} says what it waits for`;
  if (state === 'none')
    return `order ${orderId} (${stateOf(order)}) has no refund that failed${refunded ? `: it was refunded at ${refunded.at}` : ''}`;
  if (disputed?.status === 'opened' || disputed?.status === 'lost')
    return `the charge of order ${orderId} is disputed (${disputed.status}): a refund might give the money back twice`;
  return undefined;
};

/** @throws UsageError that says why the refund cannot be asked for again. */
const retryable = (order: OrderHistory): Retryable => {
  const reason = whyNot(order);
  if (reason !== undefined) throw new UsageError(reason);
  const { orderId, shopId, payment, refunded } = order;
  if (shopId === undefined || !payment || !refunded)
    throw new UsageError(`order ${orderId} has no payment that was refunded: order show ${orderId}`);
  return { shopId, paymentId: payment.intentId, money: formatMoney(refunded.amount, refunded.currency) };
};

/** Payment Check Due with the wish for a new refund. Each command is an occasion of its own: the last one may have met an outage. */
const entryOf = (orderId: string, { shopId, paymentId }: Retryable, { names, now }: Session): PutEventsRequestEntry => {
  const { type, detail } = checkDueEvent({ orderId, shopId, paymentId }, `refund retried at ${now()}`, now());
  return putEntry({ type, detail: { ...detail, retryRefund: true } }, names.busName);
};

/**
 * `order refund --retry`: asks again for the refund of an order whose refund failed after its end.
 * @param confirmed asks a person, and throws UsageError if it is not confirmed.
 * @throws UsageError if the order has no such refund, Error if the bus refuses the event.
 */
export const retryRefund = async (
  session: Session,
  orderId: string,
  confirmed: (what: string) => Promise<void>,
): Promise<Answer> => {
  const history = await readOrder(session, orderId);
  const order = retryable(history);
  await confirmed(`this asks the gateway to give ${order.money} of order ${orderId} back again`);
  const { Entries = [] } = await session.events.send(
    new PutEventsCommand({ Entries: [entryOf(orderId, order, session)] }),
  );
  const [entry] = Entries;
  if (!entry?.EventId) throw new Error(`the bus refused the event: ${entry?.ErrorCode}: ${entry?.ErrorMessage}`);
  return {
    lines: [
      `asked for a new refund of ${order.money} to order ${orderId} (${order.paymentId})`,
      `order show ${orderId} tells whether it was made: refund pending or refunded`,
    ],
    json: { orderId, paymentId: order.paymentId, failedRefundId: history.refundFailed?.refundId },
  };
};
