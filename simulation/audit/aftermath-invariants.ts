import { announcedIn, isKnownToHaveFailed, isOfDispute } from './aftermath';
import type { Breach, LedgerEntry, With } from './evidence';

const DISPUTE_STATUS = { disputed: 'opened', 'dispute-won': 'won', 'dispute-lost': 'lost' } as const;

interface Dispute {
  readonly disputeId: string;
  readonly status: string;
}

const statusOf = ({ type }: LedgerEntry): string => DISPUTE_STATUS[type as keyof typeof DISPUTE_STATUS];

/** Each status that a dispute had was announced once, no other one was, and the order has the last. */
export const disputesAnnounced = ({ events, ledger, orders }: With<'events' | 'ledger'>): Breach[] => {
  const announced = announcedIn<Dispute>(events, 'Payment Disputed');
  return orders.flatMap(({ orderId, disputed }) => {
    const statuses = ledger.filter((entry) => entry.orderId === orderId && isOfDispute(entry)).map(statusOf);
    const told = (announced.get(orderId) ?? []).map(({ status = '' }) => status);
    const times = (status: string): number => told.filter((each) => each === status).length;
    const last = statuses.at(-1);
    return [
      ...statuses
        .filter((status) => times(status) !== 1)
        .map((status) => ({ orderId, detail: `its dispute was ${status}, announced ${times(status)} times` })),
      ...told
        .filter((status) => !statuses.includes(status))
        .map((status) => ({ orderId, detail: `the bus saw a dispute that was ${status}, the ledger none` })),
      ...(disputed?.status === last
        ? []
        : [{ orderId, detail: `its dispute is ${last ?? 'none'}, recorded as ${disputed?.status ?? 'none'}` }]),
    ];
  });
};

interface RefundFailure {
  readonly refundId: string;
}

/** The ledger's refunds of an order, minus those that failed. */
const standingRefunds = (entries: readonly LedgerEntry[]): number =>
  entries.reduce(
    (sum, { type, amount }) => sum + (type === 'refunded' ? amount : type === 'refund-failed' ? -amount : 0),
    0,
  );

/**
 * A refund that was announced and is not back with the customer was announced as failed, once, and is recorded so; and no
 * other refund was. Each that was announced had succeeded: one that was announced too early and failed would else look like one that failed late.
 */
export const refundFailuresAnnounced = ({ events, ledger, orders }: With<'events' | 'ledger'>): Breach[] => {
  const refunds = announcedIn(events, 'Payment Refunded');
  const failures = announcedIn<RefundFailure>(events, 'Payment Refund Failed');
  return orders.flatMap((order) => {
    const { orderId, refundFailed } = order;
    const told = refunds.get(orderId)?.length ?? 0;
    const failed = failures.get(orderId) ?? [];
    const entries = ledger.filter((entry) => entry.orderId === orderId);
    const isBack = standingRefunds(entries) > 0;
    const succeeded = entries.filter(({ type }) => type === 'refunded').length;
    const ids = failed.map(({ refundId }) => refundId);
    return [
      ...(told - failed.length === (isBack ? 1 : 0)
        ? []
        : [
            {
              orderId,
              detail: `its money is ${isBack ? '' : 'not '}back, ${told} refunds and ${failed.length} failures of them were announced`,
            },
          ]),
      ...(told > succeeded ? [{ orderId, detail: `${told} refunds were announced, ${succeeded} succeeded` }] : []),
      ...(new Set(ids).size === ids.length
        ? []
        : [{ orderId, detail: `the failure of one refund was announced twice: ${ids.join(', ')}` }]),
      ...(refundFailed?.refundId === ids.at(-1)
        ? []
        : [
            {
              orderId,
              detail: `${ids.at(-1) ?? 'no refund'} was announced as failed, recorded is ${refundFailed?.refundId ?? 'none'}`,
            },
          ]),
      ...(told > 0 && isBack === isKnownToHaveFailed(order)
        ? [{ orderId, detail: `its money is ${isBack ? '' : 'not '}back, its history says otherwise` }]
        : []),
    ];
  });
};
