import { paginateScan, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { COUNTER_PREFIX, METRICS_SHARDS, metricsKey, parseStockKey } from '../../contracts/tables/counter-table';
import { readItems } from '../../pipeline/aws/read-items';
import type { Counts } from '../../pipeline/counters/counters';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { ORDER_SORT_KEY, ORDERS_TABLE_PREFIX } from '../../pipeline/orders/table-keys';
import type { StoredStock } from '../../pipeline/reconcile/stock-differences';
import type { Session } from '../target/session';
import type { KitchenItem } from './ticket-differences';

type Item = Record<string, unknown>;

/** A consistent read of a whole table; of a table that is written meanwhile it is no snapshot. */
const scan = async ({ dynamodb }: Session, input: ScanCommandInput): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { ...input, ConsistentRead: true })) {
    items.push(...(page.Items ?? []));
  }
  return items;
};

/** The stock of all shops, by key. */
export const readStock = async (session: Session): Promise<Map<string, StoredStock>> => {
  const items = await scan(session, {
    TableName: session.names.counterTable,
    FilterExpression: 'begins_with(PK, :stock)',
    ExpressionAttributeValues: { ':stock': COUNTER_PREFIX.stock },
  });
  return new Map(items.filter(({ PK }) => parseStockKey(String(PK))).map((item) => [String(item.PK), item]));
};

export const readOrders = async (session: Session): Promise<OrderHistory[]> =>
  (
    await scan(session, {
      TableName: session.names.ordersTable,
      FilterExpression: 'SK = :order',
      ExpressionAttributeValues: { ':order': ORDER_SORT_KEY },
    })
  ).map(historyFromItem);

export const readKitchens = async (session: Session): Promise<KitchenItem[]> => {
  const items = await scan(session, {
    TableName: session.names.ordersTable,
    FilterExpression: 'begins_with(PK, :kitchen)',
    ExpressionAttributeValues: { ':kitchen': ORDERS_TABLE_PREFIX.kitchen },
  });
  return items.map(({ PK, SK, version, open }) => ({
    PK: String(PK),
    SK: String(SK),
    version: Number(version),
    open: (open ?? {}) as KitchenItem['open'],
  }));
};

/**
 * The business counters of a day, one entry per shard.
 * @throws Error if DynamoDB leaves shards unread: a missing one would read as nothing counted.
 */
export const readShards = async ({ dynamodb, names }: Session, day: string): Promise<Counts[]> => {
  const keys = Array.from({ length: METRICS_SHARDS }, (_, shard) => metricsKey(day, shard));
  const counters = { [names.counterTable]: keys.map((PK) => ({ PK })) };
  const { items, unread } = await readItems(dynamodb, counters, { consistent: true, attempts: 1 });
  if (unread > 0) throw new Error(`DynamoDB left counters of ${day} unread: try again`);
  return keys.map((key) => {
    const item: Item = (items[names.counterTable] ?? []).find(({ PK }) => PK === key) ?? {};
    return Object.fromEntries(
      Object.entries(item).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[0] !== 'expiration',
      ),
    );
  });
};
