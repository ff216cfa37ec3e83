import { checkDueEvent } from '../../pipeline/orders/check-due';
import { delivered, SHOP_ID } from '../stages/events';
import { type Happening, happensTo, isTakenByBank, type LedgerRow, latestRefundId } from '../stages/gateway';
import { NOW_MS } from '../stages/settings';
import type { Hint, Rules, StageEvent, World } from './world';

/** Happenings that a scenario limits. */
type Limit = 'disputesLeft' | 'refundFailuresLeft' | 'lateFailuresLeft';

const HAPPENINGS: readonly Happening[] = [
  'authenticates',
  'fails',
  'pays',
  'refund succeeds',
  'refund fails',
  'disputes',
  'shop loses the dispute',
  'shop wins the dispute',
];

const limitOf = (what: Happening, row: LedgerRow): Limit | undefined => {
  if (what === 'disputes') return 'disputesLeft';
  if (what !== 'refund fails') return undefined;
  if (row.refunds.at(-1) === 'succeeded') return 'lateFailuresLeft';
  // Of a disputed charge a pending refund can do nothing else.
  return isTakenByBank(row) ? undefined : 'refundFailuresLeft';
};

/** The gateway's event of what concerns a payment that nobody may be looking at any more. */
const hintOf = (what: Happening, paymentId: string, row: LedgerRow): Hint | undefined => {
  const { orderId, refunds } = row;
  const hint = (type: string, of: string): Hint => ({ eventId: `evt ${type} ${of}`, orderId, paymentId });
  switch (what) {
    case 'disputes':
      return hint('charge.dispute.created', paymentId);
    case 'shop loses the dispute':
    case 'shop wins the dispute':
      return hint('charge.dispute.closed', paymentId);
    case 'refund fails':
      return refunds.at(-1) === 'succeeded' ? hint('refund.failed', latestRefundId(paymentId, row)) : undefined;
    default:
      return undefined;
  }
};

/** What customers and banks may do, and the worlds after it. */
export const happeningsIn = (
  world: World,
  { sendsHints = true }: Pick<Rules, 'sendsHints'>,
): { readonly label: string; readonly after: World }[] =>
  Object.entries(world.ledger).flatMap(([intentId, row]) =>
    HAPPENINGS.flatMap((what) => {
      const limit = limitOf(what, row);
      if (limit && world[limit] === 0) return [];
      const ledger = happensTo(world.ledger, intentId, what);
      if (!ledger) return [];
      const hint = sendsHints ? hintOf(what, intentId, row) : undefined;
      const after: World = {
        ...world,
        ledger,
        ...(limit && { [limit]: world[limit] - 1 }),
        ...(hint && { hints: [...world.hints, hint] }),
      };
      return [{ label: `${intentId}: ${what}`, after }];
    }),
  );

/** Payment Check Due as the watcher makes it of an event of the gateway (stages/payment/watcher/hints.ts). */
export const checkHinted = ({ orderId, paymentId, eventId }: Hint): StageEvent =>
  delivered(checkDueEvent({ orderId, shopId: SHOP_ID, paymentId }, eventId, NOW_MS));
