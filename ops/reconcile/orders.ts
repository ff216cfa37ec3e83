import type { Command } from 'commander';
import type { Findings } from '../../pipeline/reconcile/difference';
import type { Run } from '../run';
import type { Session } from '../target/session';
import { durationMs } from '../terminal/duration';
import { integerBetween } from '../terminal/integer';
import { counterDifferences, countsByDay } from './counter-differences';
import { readKitchens, readOrders, readShards } from './read-tables';
import { reconcile } from './reconcile';
import { ticketDifferences } from './ticket-differences';

const DAY_MS = 86_400_000;
/** Ended orders are forgotten after 90 days, and may have begun long before: older counters cannot be checked against them. */
const MAX_DAYS = 60;
/** A batch counts when it ends: longer than any stage may run, so that nothing seen twice is still to be counted. */
const FIX_SETTLE_MS = 40_000;
const LOOK_SETTLE_MS = 5_000;

/** The last `days` days up to now (UTC), and any later ones that orders know: an environment's clock may be ahead of ours. */
export const daysToCheck = (known: Iterable<string>, days: number, nowMs: number): string[] => {
  const recent = Array.from({ length: days }, (_, back) => new Date(nowMs - back * DAY_MS).toISOString().slice(0, 10));
  const today = recent[0] ?? '';
  return [...new Set([...recent, ...[...known].filter((day) => day > today)])].sort();
};

/** Compares kitchen tickets, and the counters of the last `days` days, with the orders. */
export const lookAtOrders = (session: Session, days: number) => async (): Promise<Findings> => {
  const { ordersTable, counterTable } = session.names;
  const kitchens = await readKitchens(session);
  const orders = await readOrders(session);
  const checked = daysToCheck(countsByDay(orders).keys(), days, session.now());
  const shards = await Promise.all(checked.map((day) => readShards(session, day)));
  return {
    moving: [],
    differences: [
      ...ticketDifferences(kitchens, orders, ordersTable),
      ...checked.flatMap((day, at) => counterDifferences(day, shards[at] ?? [], orders, counterTable)),
    ],
  };
};

/** `ops orders …` */
export const ordersCommands = (program: Command, run: Run): void => {
  program
    .command('orders')
    .description('all orders together')
    .command('reconcile')
    .description('compares business counters and kitchen tickets with the orders table; looks twice')
    .option('--fix', 'put right what both looks found, if it still is as it was seen')
    .option('--days <number>', 'how many days of counters', integerBetween(1, MAX_DAYS), 2)
    .option('--settle <duration>', 'time between the looks (default 5s, 40s with --fix)', durationMs)
    .action(
      run<[], { fix?: boolean; days: number; settle?: number }>((session, _, { fix = false, days, settle }) =>
        reconcile(session, lookAtOrders(session, days), {
          fix,
          settleMs: settle ?? (fix ? FIX_SETTLE_MS : LOOK_SETTLE_MS),
        }),
      ),
    );
};
