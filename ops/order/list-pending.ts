import { readPaymentChecks } from '../../pipeline/orders/read-payment-checks';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { table } from '../terminal/table';
import { nextCheckIn, pendingView } from './pending';

interface PendingFilter {
  readonly shopId?: string;
  readonly limit: number;
}

/** `order list --pending`: the orders whose payment is pending at the gateway, the longest first, by the index of their checks. */
export const listPending = async (session: Session, { shopId, limit }: PendingFilter): Promise<Answer> => {
  const { dynamodb, names } = session;
  const nowMs = session.now();
  const { checks, unreadable } = await readPaymentChecks(dynamodb, names.ordersTable);
  const found = checks.filter((check) => shopId === undefined || check.shopId === shopId);
  const shown = found.slice(0, limit);
  const more = found.length - shown.length;
  return {
    lines: [
      ...table(
        ['order', 'shop', 'payment', 'waits for', 'for', 'next look', 'given up'],
        shown.map((check) => [
          check.orderId,
          check.shopId,
          check.paymentId,
          check.waitingFor,
          spokenDuration(nowMs - check.sinceMs),
          nextCheckIn(check, nowMs),
          check.untilMs === undefined ? undefined : new Date(check.untilMs).toISOString(),
        ]),
      ),
      '',
      `${counted(shown.length, 'pending payment')}${more > 0 ? `; there are ${more} more: --limit ${found.length}` : ''}`,
      ...(unreadable > 0
        ? [`${counted(unreadable, 'item')} of the index cannot be read: the payment watcher's log names them`]
        : []),
    ],
    json: {
      orders: shown.map((check) => ({
        orderId: check.orderId,
        shopId: check.shopId,
        paymentId: check.paymentId,
        ...pendingView(check),
      })),
      more,
      unreadable,
    },
  };
};
