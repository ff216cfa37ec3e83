import type { OrderHistory } from './order-history';
import { shardOf } from './shard';

/** A sparse index of the orders table: an order is in it from its first write until nothing of it is left to do. */
export const OPEN_ORDERS_INDEX = 'open-orders';
/** Partition and sort key of the index, both numbers. What is projected besides never changes, so other writes of an order do not write the index. */
export const OPEN_ORDERS_KEYS = { shard: 'openShard', since: 'openSince' } as const;
export const OPEN_ORDERS_PROJECTED: readonly string[] = ['shopId'];
/** A partition takes 1,000 writes a second, and an order writes the index when it opens and when it is over: enough for 4,000 orders a second. */
export const OPEN_ORDERS_SHARDS = 8;

/** Whether nothing of the order is left to do: its outcome is final, and what it bought is booked as sold. */
export const isSettled = ({ closed, outcome, settled }: OrderHistory): boolean =>
  closed !== undefined && (outcome !== 'fulfilled' || settled !== undefined);

/**
 * When an order was first heard of, ISO 8601: placed, or what came before that. Our own clock told all but the first of
 * these, and bounds it: an order is open at the latest since it was charged, whatever was stored as its time.
 */
export const startedAt = ({
  snapshot,
  confirmed,
  pending,
  charged,
  readied,
  ended,
}: OrderHistory): string | undefined =>
  [snapshot?.placedAt, ...[confirmed, pending, charged, readied, ended].map((mark) => mark?.at)]
    .filter((at) => at !== undefined)
    // A producer's time may be written in another zone.
    .sort((one, other) => Date.parse(one) - Date.parse(other))[0];

/** The attributes that keep an order in the index; none once it is settled. */
export const indexKeys = (order: OrderHistory): Readonly<Record<string, number>> => {
  const since = startedAt(order);
  if (since === undefined || isSettled(order)) return {};
  return {
    [OPEN_ORDERS_KEYS.shard]: shardOf(order.orderId, OPEN_ORDERS_SHARDS),
    [OPEN_ORDERS_KEYS.since]: Date.parse(since),
  };
};
