import { lateRefundOf } from '../../ops/order/late-refund';
import { checkDueEvent } from '../../pipeline/orders/check-due';
import { CHECK_SORT_KEY } from '../../pipeline/orders/table-keys';
import { delivered, SHOP_ID } from '../stages/events';
import { latestRefundId } from '../stages/gateway';
import { ORDERS_TABLE } from '../stages/run-stage';
import { NOW_MS } from '../stages/settings';
import type { Tables } from '../stages/tables';
import type { Step } from './explore';
import { checkHinted, happeningsIn } from './happenings';
import { historyIn } from './orders';
import { deliver, type Rules, type World, without } from './world';

/** A check as it is stored. */
interface CheckItem {
  readonly orderId: string;
  readonly shopId: string;
  readonly paymentId: string;
  readonly waitingFor: string;
  readonly sinceMs: number;
}

/** By tables: worlds share those in which they do not differ. */
const checksByTables = new WeakMap<Tables, readonly CheckItem[]>();

export const checksIn = ({ tables }: Pick<World, 'tables'>): readonly CheckItem[] => {
  const known = checksByTables.get(tables);
  if (known) return known;
  const checks = Object.values(tables[ORDERS_TABLE] ?? {}).filter(({ SK }) => SK === CHECK_SORT_KEY);
  checksByTables.set(tables, checks as unknown as CheckItem[]);
  return checks as unknown as CheckItem[];
};

const isAskedFor = ({ inbox }: World, orderId: string): boolean =>
  inbox.some(({ event }) => event.type === 'Payment Check Due' && event.detail.orderId === orderId);

/** Refunds that failed while their orders have them recorded as done. */
export const unheardFailuresIn = (world: World) =>
  Object.entries(world.ledger).flatMap(([paymentId, row]) => {
    const latest = row.refunds.at(-1);
    if (latest !== 'failed' && latest !== 'failed late') return [];
    const { refunded, refundFailed } = historyIn(world, row.orderId) ?? {};
    const isHeard = !refunded || refundFailed?.refundId === refunded.refundId;
    return isHeard ? [] : [{ orderId: row.orderId, paymentId, refundId: latestRefundId(paymentId, row) }];
  });

/** The gateway's own events come at any time, or never. */
const hintSteps = (world: World): Step<World>[] =>
  world.hints.flatMap((hint) => {
    const rest: World = { ...world, hints: without(world.hints, [hint]) };
    return [
      { label: `${hint.eventId}: is heard`, take: async () => deliver(rest, [checkHinted(hint)]) },
      { label: `${hint.eventId}: is lost`, take: async () => rest },
    ];
  });

const DAY = new Date(NOW_MS).toISOString().slice(0, 10);

/**
 * The hourly sweep finds failed refunds. It finds those that are recorded as well: to the payment stage these are what a hint
 * is that comes twice.
 */
const sweepSteps = (world: World): Step<World>[] =>
  unheardFailuresIn(world)
    .filter(({ orderId }) => !isAskedFor(world, orderId))
    .map(({ orderId, paymentId, refundId }) => ({
      label: `the sweep finds ${refundId}`,
      take: async () => {
        const event = checkDueEvent({ orderId, shopId: SHOP_ID, paymentId }, `refund ${refundId} ${DAY}`, NOW_MS);
        return deliver(world, [delivered(event)]);
      },
    }));

/** `order refund --retry`, for what the command accepts. Each is an event of its own (ops/order/retry-refund.ts). */
const operatorSteps = (world: World): Step<World>[] => {
  const { retriesLeft, ledger } = world;
  if (retriesLeft === 0) return [];
  return Object.entries(ledger)
    .filter(([, { orderId }]) => {
      const order = historyIn(world, orderId);
      const dispute = order?.disputed?.status;
      return order && lateRefundOf(order) === 'failed' && dispute !== 'opened' && dispute !== 'lost';
    })
    .map(([paymentId, { orderId }]) => ({
      label: `the operator asks for the refund of ${orderId} again`,
      take: async () => {
        const occasion = `refund retried at ${NOW_MS + retriesLeft}`;
        const event = delivered(checkDueEvent({ orderId, shopId: SHOP_ID, paymentId }, occasion, NOW_MS));
        const retry = { ...event, detail: { ...event.detail, retryRefund: true as const } };
        return { ...deliver(world, [retry]), retriesLeft: retriesLeft - 1 };
      },
    }));
};

/**
 * Another check of the order has another beginning, if only by a millisecond: told apart by what has happened to the payment
 * before it. Of a disputed payment that is also what was recorded last, which an earlier check may have caused.
 */
const beginningOf = (world: World, { orderId, sinceMs, waitingFor, paymentId }: CheckItem): string => {
  const dispute = world.ledger[paymentId]?.dispute;
  const { disputed, refunding } = historyIn(world, orderId) ?? {};
  const past = dispute ? [dispute, disputed?.causedBy, refunding?.causedBy] : [];
  return [sinceMs, waitingFor, ...past, world.lateFailuresLeft, world.retriesLeft].join(' ');
};

/** What customers, banks, the payment watcher, operators and the clock may do next. */
export const stepsOutside = (world: World, rules: Rules): Step<World>[] => {
  const { planted } = rules;
  const checks = checksIn(world);
  const isTimed = !world.isLate && checks.some(({ waitingFor }) => waitingFor === 'authentication');
  return [
    ...happeningsIn(world, rules).map(({ label, after }) => ({ label, take: async () => after })),
    ...hintSteps(world),
    ...(planted === 'sweep sleeps' ? [] : sweepSteps(world)),
    ...operatorSteps(world),
    ...checks
      .filter(({ orderId }) => planted !== 'watcher sleeps' && !isAskedFor(world, orderId))
      .map((check) => ({
        label: `the watcher asks for a check of ${check.orderId}`,
        take: async () => {
          const event = checkDueEvent(check, `${beginningOf(world, check)} ${world.checksSent}`, NOW_MS);
          return { ...deliver(world, [delivered(event)]), checksSent: 1 };
        },
      })),
    ...(isTimed
      ? [{ label: 'the time for authenticating is over', take: async () => ({ ...world, isLate: true }) }]
      : []),
  ];
};
