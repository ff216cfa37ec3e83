import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { OPEN_ORDERS_INDEX, OPEN_ORDERS_KEYS, OPEN_ORDERS_SHARDS } from './open-orders';
import { orderIdOfKey } from './table-keys';

/** An order that is not over, as the index knows it. */
export interface OpenOrder {
  readonly orderId: string;
  readonly shopId?: string;
  /** When it was first heard of, epoch milliseconds. */
  readonly sinceMs: number;
}

const { shard, since } = OPEN_ORDERS_KEYS;

const shardQuery = (tableName: string, number: number, olderThanMs: number | undefined): QueryCommandInput => ({
  TableName: tableName,
  IndexName: OPEN_ORDERS_INDEX,
  KeyConditionExpression: `${shard} = :shard${olderThanMs === undefined ? '' : ` AND ${since} < :before`}`,
  ExpressionAttributeValues: { ':shard': number, ...(olderThanMs !== undefined && { ':before': olderThanMs }) },
});

const allShards = Array.from({ length: OPEN_ORDERS_SHARDS }, (_, number) => number);

export interface OpenOrdersFilter {
  /** Only orders first heard of before this, epoch milliseconds. */
  readonly olderThanMs?: number;
  /** Stops reading behind this many. */
  readonly atMost?: number;
}

/**
 * The orders that are not over, oldest first. An index follows its table within a second or so: what opened just now may be missing, and what
 * just ended may still be there.
 * @returns `complete: false` if there are more than `atMost`: which are given then is chance.
 */
export const readOpenOrders = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  { olderThanMs, atMost = Number.POSITIVE_INFINITY }: OpenOrdersFilter = {},
): Promise<{ readonly orders: readonly OpenOrder[]; readonly complete: boolean }> => {
  const orders: OpenOrder[] = [];
  for (const number of allShards) {
    for await (const { Items = [] } of paginateQuery({ client }, shardQuery(tableName, number, olderThanMs))) {
      for (const { PK, shopId, [since]: sinceMs } of Items) {
        orders.push({
          orderId: orderIdOfKey(String(PK)),
          sinceMs: Number(sinceMs),
          ...(typeof shopId === 'string' && { shopId }),
        });
      }
      if (orders.length > atMost) return { orders: orders.slice(0, atMost), complete: false };
    }
  }
  return { orders: orders.sort((one, other) => one.sinceMs - other.sinceMs), complete: true };
};

/** How many orders are not over; with `olderThanMs`, of those first heard of before that. Reads only what it counts. */
export const countOpenOrders = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  olderThanMs?: number,
): Promise<number> => {
  const counts = await Promise.all(
    allShards.map(async (number) => {
      let count = 0;
      const query = { ...shardQuery(tableName, number, olderThanMs), Select: 'COUNT' as const };
      for await (const { Count = 0 } of paginateQuery({ client }, query)) count += Count;
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};
