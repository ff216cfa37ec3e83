import { COUNTER_PREFIX, latencyBucket, METRICS_SHARDS, metricsKey } from '../../contracts/tables/counter-table';
import { addCounts, type Counts, sumCounts } from '../../pipeline/counters/counters';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { TransactItem } from '../../pipeline/orders/order-store';
import type { Difference } from '../../pipeline/reconcile/difference';

type Dated = readonly [at: string | undefined, counts: Counts];

const countsOf = (order: OrderHistory): readonly Dated[] => {
  const { charged, refunded, allocated, rejected, released, scheduled, kitchenRejected, fulfilled, closed } = order;
  return [
    [charged?.at, charged && charged.amount > 0 ? { payments_charged: 1 } : {}],
    [refunded?.at, { payments_refunded: 1 }],
    [allocated?.at, { allocations: 1 }],
    [rejected?.at, { allocations_rejected: 1 }],
    [released?.at, { releases: 1 }],
    [scheduled?.at, { schedules: 1 }],
    [kitchenRejected?.at, { schedules_rejected: 1 }],
    [closed?.at, { [`orders_${order.outcome}`]: 1 }],
    [
      scheduled && fulfilled?.at,
      fulfilled && scheduled
        ? {
            [`revenue_${scheduled.currency}`]: scheduled.total,
            latency_ms_sum: fulfilled.latencyMs,
            [`latency_le_${latencyBucket(fulfilled.latencyMs)}`]: 1,
            ...(fulfilled.withinSla && { within_sla: 1 }),
          }
        : {},
    ],
  ];
};

/** What the business counters of each day (UTC) should say, read off the orders. */
export const countsByDay = (orders: readonly OrderHistory[]): Map<string, Counts> => {
  const days = new Map<string, Counts>();
  for (const [at, counts] of orders.flatMap(countsOf)) {
    if (at === undefined) continue;
    const day = at.slice(0, 10);
    days.set(day, sumCounts([days.get(day) ?? {}, counts]));
  }
  return days;
};

/** Payment tells a decline from a refusal by how it came about, which the order does not keep: only their sum can be checked. */
const FAILURES = ['payments_declined', 'payments_refused'] as const;
const COUNTED_ONLY: readonly string[] = FAILURES;

/** The counters of a day's shard; an item of the counter table without its key. */
export type Shards = readonly Counts[];

const conditions = (names: readonly string[], shard: Counts) => ({
  ConditionExpression: names
    .map((_, at) => (Object.hasOwn(shard, names[at] ?? '') ? `#s${at} = :s${at}` : `attribute_not_exists(#s${at})`))
    .join(' AND '),
  ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#s${at}`, name])),
  ExpressionAttributeValues: Object.fromEntries(
    names.flatMap((name, at) => (Object.hasOwn(shard, name) ? [[`:s${at}`, shard[name]]] : [])),
  ),
});

/** Adds what is missing to the first shard, if none of the day's shards has counted any of it since. */
export const addMissing = (tableName: string, day: string, shards: Shards, missing: Counts): TransactItem[] => {
  const names = Object.keys(missing);
  return Array.from({ length: METRICS_SHARDS }, (_, shard): TransactItem => {
    const key = metricsKey(day, shard);
    const seen = conditions(names, shards[shard] ?? {});
    if (shard > 0) {
      const { ExpressionAttributeValues: values, ...rest } = seen;
      const check = { TableName: tableName, Key: { PK: key }, ...rest };
      // DynamoDB refuses an empty set of values.
      return {
        ConditionCheck: Object.keys(values).length > 0 ? { ...check, ExpressionAttributeValues: values } : check,
      };
    }
    const add = addCounts(tableName, key, missing);
    return {
      Update: {
        ...add,
        ConditionExpression: seen.ConditionExpression,
        ExpressionAttributeNames: { ...add.ExpressionAttributeNames, ...seen.ExpressionAttributeNames },
        ExpressionAttributeValues: { ...add.ExpressionAttributeValues, ...seen.ExpressionAttributeValues },
      },
    };
  });
};

/** DynamoDB gives the attributes of an item in any order. */
const inOrder = (counts: Counts): [string, number][] =>
  Object.entries(counts).sort(([one], [other]) => one.localeCompare(other));

/** Where a day's business counters and the orders table disagree. */
export const counterDifferences = (
  day: string,
  shards: Shards,
  orders: readonly OrderHistory[],
  tableName: string,
): Difference[] => {
  const counted = sumCounts(shards);
  const right = countsByDay(orders).get(day) ?? {};
  const names = [...new Set([...Object.keys(counted), ...Object.keys(right)])]
    .filter((name) => !COUNTED_ONLY.includes(name))
    .sort();
  const missing = Object.fromEntries(
    names.map((name) => [name, (right[name] ?? 0) - (counted[name] ?? 0)]).filter(([, count]) => count !== 0),
  ) as Counts;
  const off = Object.keys(missing).map(
    (name) => `${name} counts ${counted[name] ?? 0}, the orders say ${right[name] ?? 0}`,
  );
  const failedPayments = orders.filter(({ paymentFailed }) => paymentFailed?.at.startsWith(day)).length;
  const countedFailures = FAILURES.reduce((sum, name) => sum + (counted[name] ?? 0), 0);
  const seen = JSON.stringify([[...shards, right].map(inOrder), failedPayments]);
  return [
    ...(off.length === 0
      ? []
      : [
          {
            subject: `${COUNTER_PREFIX.metrics}${day}`,
            words: `counters of ${day}: ${off.join('; ')}`,
            seen,
            repair: addMissing(tableName, day, shards, missing),
          },
        ]),
    ...(countedFailures === failedPayments
      ? []
      : [
          {
            subject: `${COUNTER_PREFIX.metrics}${day} failures`,
            words: `counters of ${day}: ${FAILURES.join(' and ')} count ${countedFailures} together, the orders say ${failedPayments}`,
            seen,
          },
        ]),
  ];
};
