import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { Evidence, LedgerEntry, SeenEvent } from './evidence';

/** What happens to a payment after it was decided: refunds that fail late, and disputes. */

/** The last that the ledger tells of an order's dispute. */
const disputeIn = (ledger: readonly LedgerEntry[], orderId: string): LedgerEntry['type'] | undefined =>
  ledger.findLast((entry) => entry.orderId === orderId && isOfDispute(entry))?.type;

export const isOfDispute = ({ type }: Pick<LedgerEntry, 'type'>): boolean =>
  type === 'disputed' || type === 'dispute-won' || type === 'dispute-lost';

/** Whether the bank has not decided, as far as the ledger was seen. */
export const mayBeInDispute = (orderId: string, { ledger }: Pick<Evidence, 'ledger'>): boolean =>
  ledger === undefined || disputeIn(ledger, orderId) === 'disputed';

/** Orders whose refund waits for the bank's decision on a dispute that is recorded: a check looks after them. */
export const refundsInDispute = (evidence: Pick<Evidence, 'orders' | 'checks' | 'ledger'>): Set<string> => {
  const looked = new Set(
    evidence.checks.filter(({ waitingFor }) => waitingFor === 'dispute').map(({ orderId }) => orderId),
  );
  return new Set(
    evidence.orders
      .filter(
        ({ orderId, owes, disputed }) =>
          looked.has(orderId) && owes?.includes('refund') && disputed?.status === 'opened',
      )
      .filter(({ orderId }) => mayBeInDispute(orderId, evidence))
      .map(({ orderId }) => orderId),
  );
};

/** Whether the refund that is recorded as done is recorded as failed since: the shop holds the money, and people know it. */
export const isKnownToHaveFailed = ({ refunded, refundFailed }: OrderHistory): boolean =>
  refunded !== undefined && refundFailed !== undefined && refunded.refundId === refundFailed.refundId;

/** What neighbours were told of one order in events of one type; what was published again counts once. */
export const announcedIn = <D extends object>(
  events: readonly SeenEvent[],
  type: string,
): ReadonlyMap<string, readonly Partial<D>[]> => {
  const announced = new Map<string, Map<string, Partial<D>>>();
  for (const event of events) {
    if (event['detail-type'] !== type) continue;
    const detail = event.detail as Partial<D> & { orderId?: string; metadata?: { eventId?: string } };
    const { orderId = '', metadata } = detail;
    const own = announced.get(orderId) ?? new Map<string, Partial<D>>();
    announced.set(orderId, own.set(metadata?.eventId ?? event.id, detail));
  }
  return new Map([...announced].map(([orderId, own]) => [orderId, [...own.values()]]));
};
