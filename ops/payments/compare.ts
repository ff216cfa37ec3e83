import { formatMoney } from '../../pipeline/money/format-money';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { OrderIntent } from '../../stages/payment/gateway/intent-list';
import { differenceOf, type PaymentDifference } from './difference';
import { heldAmount, isOpen } from './held';

/** An order as the table has it and all intents that name it, or that it stored. */
export interface OrderPayments {
  readonly orderId: string;
  /** Missing: no such order is in the table. */
  readonly order?: OrderHistory;
  readonly intents: readonly OrderIntent[];
  /** The gateway was asked for the intent that the order stored, and does not know it. */
  readonly storedIsUnknown: boolean;
  /** The stored intent is pending at the gateway, and the payment watcher looks after it. */
  readonly storedIsPending: boolean;
}

const storedBy = (order: OrderHistory | undefined): string =>
  order ? `the order stored ${order.payment?.intentId ?? 'no intent'}` : 'no such order is in the table';

/** What the order says that its payment came to, minor units; undefined if it records no charge. */
const recordedCharge = ({ charged, outcome, snapshot }: OrderHistory) =>
  charged ??
  (outcome === 'fulfilled' && snapshot ? { amount: snapshot.total, currency: snapshot.currency } : undefined);

/** How the intent that the order stored differs from what the order records; the first of these that holds. */
const ofStoredIntent = (order: OrderHistory, intent: OrderIntent): PaymentDifference[] => {
  const { orderId, outcome, refunded, disputed } = order;
  // The bank has taken the money back, which no intent shows.
  if (disputed?.status === 'lost') return [];
  const difference = (...[kind, what]: [Parameters<typeof differenceOf>[0], string]) => [
    differenceOf(kind, orderId, [intent], what),
  ];
  const held = heldAmount(intent);
  const left = `${formatMoney(held, intent.money.currency)} are left`;
  const charge = recordedCharge(order);
  if (held > 0 && refunded) return difference('refund-incomplete', `the order is recorded as refunded, ${left}`);
  if (held > 0 && (outcome === 'failed' || outcome === 'cancelled'))
    return difference('money-left', `the order is ${outcome}, ${left}`);
  if (charge && intent.status !== 'captured')
    return difference('not-captured', `the order records ${formatMoney(charge.amount, charge.currency)} as charged`);
  if (charge && (charge.amount !== intent.money.amount || charge.currency !== intent.money.currency))
    return difference('other-amount', `the order records ${formatMoney(charge.amount, charge.currency)} as charged`);
  if (outcome && isOpen(intent)) return difference('open-after-end', `the order is ${outcome}`);
  if (charge && !outcome && held === 0) return difference('refunded-early', 'the order goes on, and nothing is left');
  if (!charge && !outcome && intent.status === 'captured')
    return difference('not-recorded', 'the order does not record the charge');
  return [];
};

/** An intent that no order stored must not hold money, and must not be able to take any. */
const ofOtherIntent = (orderId: string, order: OrderHistory | undefined, intent: OrderIntent): PaymentDifference[] => {
  const isHeld = heldAmount(intent) > 0;
  if (!isHeld && !isOpen(intent)) return [];
  return [differenceOf(isHeld && !order ? 'no-order' : 'not-stored', orderId, [intent], storedBy(order))];
};

/**
 * Where the gateway and one order disagree. A duplicate that was refunded, and a refund by hand of a fulfilled order, are
 * no differences: the customer paid once, or the shop gave money back on purpose.
 */
export const differencesOf = ({
  orderId,
  order,
  intents,
  storedIsUnknown,
  storedIsPending,
}: OrderPayments): PaymentDifference[] => {
  const storedId = order?.payment?.intentId;
  const holding = intents.filter((intent) => heldAmount(intent) > 0);
  const isTwice = holding.length > 1;
  return [
    ...(isTwice ? [differenceOf('captured-twice', orderId, holding, storedBy(order))] : []),
    ...(order && storedId !== undefined && storedIsUnknown
      ? [differenceOf('unknown-intent', orderId, [storedId], 'the gateway does not know the intent of this order')]
      : []),
    ...intents.flatMap((intent) => {
      if (order && intent.id === storedId) return storedIsPending ? [] : ofStoredIntent(order, intent);
      return isTwice && holding.includes(intent) ? [] : ofOtherIntent(orderId, order, intent);
    }),
  ];
};
