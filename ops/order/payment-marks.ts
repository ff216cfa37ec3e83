import { formatMoney } from '../../pipeline/money/format-money';
import type { OrderHistory, Recorded } from '../../pipeline/orders/order-history';

/** An operation, what it recorded, what it came to in words, and the detail-type that caused it if only one can have. */
export type Told = readonly [operation: string, mark: Recorded | undefined, result: string, cause?: string | undefined];

/** Ids of our own events are UUIDs of version 8, which follow from a name. The bus gives the others of version 4. */
export const isOwnEventId = (id: string): boolean => /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-/.test(id);

/** Which event has decided on the charge: one that was pending may have been read at the gateway later. */
export const chargeCause = ({ pending }: OrderHistory, decided: Recorded | undefined): string =>
  pending && decided && decided.causedBy !== pending.causedBy && isOwnEventId(decided.causedBy)
    ? 'Payment Check Due'
    : 'Order Created';

/** A charge may go on to wait for the bank after the customer has authenticated, or after a cancellation. */
const pendingCause = ({ pending, ended }: OrderHistory): string | undefined => {
  if (pending?.waitingFor === 'authentication') return 'Order Created';
  if (!pending || isOwnEventId(pending.causedBy) || pending.causedBy === ended?.causedBy) return undefined;
  return 'Order Created';
};

const DISPUTES = {
  opened: 'the customer disputes the charge at the bank',
  won: 'the bank decided: the money stays with the shop',
  lost: 'the bank decided: the customer has the money back',
} as const;

const withId = (what: string, id: string | undefined): string => (id === undefined ? what : `${what} (${id})`);

/** What a timeline says of a payment that takes time, of its refund, and of what came later. */
export const paymentMarks = (
  order: OrderHistory,
): Readonly<Record<'chargePending' | 'refundPending' | 'refunded' | 'refundFailed' | 'disputed', Told>> => {
  const { pending, refunding, refunded, refundFailed, disputed } = order;
  const until = pending?.until === undefined ? '' : `, until ${pending.until}`;
  const awaited =
    pending?.waitingFor === 'processing'
      ? 'the bank takes its time to decide'
      : `the customer has to authenticate${until}`;
  return {
    chargePending: ['charge pending', pending, awaited, pendingCause(order)],
    refundPending: ['refund pending', refunding, withId('asked for, and the bank takes its time', refunding?.refundId)],
    refunded: [
      'refunded',
      refunded,
      refunded ? withId(`${formatMoney(refunded.amount, refunded.currency)} given back`, refunded.refundId) : '',
    ],
    refundFailed: [
      'refund failed',
      refundFailed,
      withId(`${refundFailed?.status} after it had succeeded`, refundFailed?.refundId),
      'Payment Check Due',
    ],
    disputed: [
      `dispute ${disputed?.status}`,
      disputed,
      disputed ? withId(DISPUTES[disputed.status], disputed.disputeId) : '',
      'Payment Check Due',
    ],
  };
};
