import { LATENCY_BUCKETS_SECONDS } from '../../contracts/tables/counter-table';
import { type Counts, sumCounts } from '../../pipeline/counters/counters';
import { formatMoney } from '../../pipeline/money/format-money';
import { readShards } from '../reconcile/read-tables';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { spokenDuration } from '../terminal/duration';
import { table } from '../terminal/table';

/** A day of business, merged from the counters of all shards. */
export interface DayReport {
  readonly date: string;
  readonly orders: { readonly fulfilled: number; readonly failed: number; readonly cancelled: number };
  readonly payments: {
    readonly charged: number;
    readonly declined: number;
    readonly refused: number;
    readonly refunded: number;
    /** Charged of all that the bank was asked for, 0 to 1. */
    readonly successRate?: number;
  };
  readonly stages: {
    readonly allocated: number;
    readonly outOfStock: number;
    readonly scheduled: number;
    readonly kitchenRefused: number;
  };
  /** Minor units by currency. */
  readonly revenue: Readonly<Record<string, number>>;
  readonly latency: {
    readonly meanMs?: number;
    /** Orders by upper bound, `60` to `inf` seconds; each order counts in one bucket. */
    readonly buckets: Readonly<Record<string, number>>;
    /** Share of fulfilled orders, 0 to 1. */
    readonly withinSla?: number;
  };
}

const REVENUE = 'revenue_';

/** The day that counters tell of. Pure. */
export const dayReport = (date: string, counts: Counts): DayReport => {
  const of = (name: string): number => counts[name] ?? 0;
  const asked = of('payments_charged') + of('payments_declined');
  const fulfilled = of('orders_fulfilled');
  const buckets = [...LATENCY_BUCKETS_SECONDS.map(String), 'inf'];
  return {
    date,
    orders: { fulfilled, failed: of('orders_failed'), cancelled: of('orders_cancelled') },
    payments: {
      charged: of('payments_charged'),
      declined: of('payments_declined'),
      refused: of('payments_refused'),
      refunded: of('payments_refunded'),
      ...(asked > 0 && { successRate: of('payments_charged') / asked }),
    },
    stages: {
      allocated: of('allocations'),
      outOfStock: of('allocations_rejected'),
      scheduled: of('schedules'),
      kitchenRefused: of('schedules_rejected'),
    },
    revenue: Object.fromEntries(
      Object.entries(counts)
        .filter(([name]) => name.startsWith(REVENUE))
        .map(([name, amount]) => [name.slice(REVENUE.length), amount]),
    ),
    latency: {
      ...(fulfilled > 0 && {
        meanMs: Math.round(of('latency_ms_sum') / fulfilled),
        withinSla: of('within_sla') / fulfilled,
      }),
      buckets: Object.fromEntries(buckets.map((bucket) => [bucket, of(`latency_le_${bucket}`)])),
    },
  };
};

const percent = (share: number | undefined): string => (share === undefined ? '-' : `${(share * 100).toFixed(1)}%`);

const bucketName = (bucket: string, at: number): string => {
  const above = LATENCY_BUCKETS_SECONDS[at - 1];
  if (bucket === 'inf') return `over ${spokenDuration((above ?? 0) * 1_000)}`;
  return `up to ${spokenDuration(Number(bucket) * 1_000)}`;
};

/** The day for people. Pure. */
export const reportLines = ({ date, orders, payments, stages, revenue, latency }: DayReport): string[] => {
  const ended = orders.fulfilled + orders.failed + orders.cancelled;
  const money = Object.entries(revenue).map(([currency, amount]) => formatMoney(amount, currency));
  const { meanMs, withinSla, buckets } = latency;
  const bars = Object.entries(buckets).map(([bucket, count], at) => {
    const share = orders.fulfilled > 0 ? count / orders.fulfilled : 0;
    return [bucketName(bucket, at), count, percent(share), '#'.repeat(Math.round(share * 40)) || '.'];
  });
  return [
    `${date} (UTC)`,
    '',
    ...table(
      ['orders ended', 'fulfilled', 'failed', 'cancelled', 'revenue'],
      [[ended, orders.fulfilled, orders.failed, orders.cancelled, money.join(', ') || '-']],
    ),
    '',
    ...table(
      ['charged', 'declined', 'refused by us', 'refunded', 'success rate'],
      [[payments.charged, payments.declined, payments.refused, payments.refunded, percent(payments.successRate)]],
    ),
    '',
    ...table(
      ['allocated', 'out of stock', 'scheduled', 'kitchen refused'],
      [[stages.allocated, stages.outOfStock, stages.scheduled, stages.kitchenRefused]],
    ),
    '',
    `placed to handed over: mean ${meanMs === undefined ? '-' : spokenDuration(meanMs)}, within the promised time ${percent(withinSla)}`,
    ...table(['time', 'orders', 'share', ''], bars),
  ];
};

/** `report`: merges the shards of a day. */
export const report = async (session: Session, date: string): Promise<Answer> => {
  const day = dayReport(date, sumCounts(await readShards(session, date)));
  return { lines: reportLines(day), json: day };
};
