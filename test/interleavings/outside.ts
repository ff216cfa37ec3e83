import { checkDueEvent } from '../../pipeline/orders/check-due';
import { CHECK_SORT_KEY } from '../../pipeline/orders/table-keys';
import { delivered } from '../stages/events';
import { type Happening, happensTo, type Ledger } from '../stages/gateway';
import { ORDERS_TABLE } from '../stages/run-stage';
import { NOW_MS } from '../stages/settings';
import type { Tables } from '../stages/tables';
import type { Step } from './explore';
import { deliver, type Rules, type World } from './world';

/** A check as it is stored. */
export interface CheckItem {
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

const HAPPENINGS: readonly Happening[] = ['authenticates', 'fails', 'pays', 'refund succeeds', 'refund fails'];

/** What customers and banks may do. A refund fails before it has succeeded, if at all. */
export const happeningsIn = ({ ledger, refundFailuresLeft }: World) =>
  Object.entries(ledger).flatMap(([intentId, { refunds }]) =>
    HAPPENINGS.flatMap((what): { label: string; after: Ledger; failures: number }[] => {
      const failures = what === 'refund fails' ? 1 : 0;
      if (failures > 0 && (refundFailuresLeft < failures || refunds.at(-1) !== 'pending')) return [];
      const after = happensTo(ledger, intentId, what);
      return after ? [{ label: `${intentId}: ${what}`, after, failures }] : [];
    }),
  );

const isAskedFor = ({ inbox }: World, orderId: string): boolean =>
  inbox.some(({ event }) => event.type === 'Payment Check Due' && event.detail.orderId === orderId);

/** What customers, banks, the payment watcher and the clock may do next. */
export const stepsOutside = (world: World, { planted }: Rules): Step<World>[] => {
  const checks = checksIn(world);
  const isTimed = !world.isLate && checks.some(({ waitingFor }) => waitingFor === 'authentication');
  return [
    ...happeningsIn(world).map(({ label, after, failures }) => ({
      label,
      take: async () => ({
        ...world,
        ledger: after,
        refundFailuresLeft: world.refundFailuresLeft - failures,
      }),
    })),
    ...checks
      .filter(({ orderId }) => planted !== 'watcher sleeps' && !isAskedFor(world, orderId))
      .map((check) => ({
        label: `the watcher asks for a check of ${check.orderId}`,
        take: async () => {
          // Another check of the order has another beginning, if only by a millisecond.
          const event = checkDueEvent(check, `${check.sinceMs} ${check.waitingFor} ${world.checksSent}`, NOW_MS);
          return { ...deliver(world, [delivered(event)]), checksSent: 1 };
        },
      })),
    ...(isTimed
      ? [{ label: 'the time for authenticating is over', take: async () => ({ ...world, isLate: true }) }]
      : []),
  ];
};
