import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { COUNTER_PREFIX, parseStockKey } from '../../../contracts/tables/counter-table';
import type { OrderStore } from '../../../pipeline/orders/order-store';
import { readOpenOrders } from '../../../pipeline/orders/read-open-orders';
import { type StoredStock, stockDifferences } from '../../../pipeline/reconcile/stock-differences';
import type { StockFindings } from './accuracy';

export interface StockTables {
  readonly documents: DynamoDBDocumentClient;
  readonly orders: OrderStore;
  readonly counterTable: string;
  /** More open orders than this are not compared: the stages come first. */
  readonly mostOrders: number;
}

type Stock = ReadonlyMap<string, StoredStock>;

const shopOf = (key: string): string => parseStockKey(key)?.shopId ?? '';

const stockItems = (items: readonly StoredStock[]): Stock =>
  new Map(items.filter(({ PK }) => parseStockKey(String(PK))).map((item) => [String(item.PK), item]));

const scanStock = async ({ documents, counterTable }: StockTables): Promise<Stock> => {
  const items: StoredStock[] = [];
  const request = {
    TableName: counterTable,
    ConsistentRead: true,
    FilterExpression: 'begins_with(PK, :stock)',
    ExpressionAttributeValues: { ':stock': COUNTER_PREFIX.stock },
  };
  for await (const { Items = [] } of paginateScan({ client: documents }, request)) items.push(...Items);
  return stockItems(items);
};

const readStock = async ({ orders, counterTable }: StockTables, keys: readonly string[]): Promise<Stock> => {
  const { items } = await orders.read([], { [counterTable]: keys.map((PK) => ({ PK })) });
  return stockItems(items[counterTable] ?? []);
};

/**
 * One look at a shop. Only orders that are not over can hold a reservation, so they are all that is read; what has been sold must then be
 * the rest of what was received.
 */
const lookAtShop = async (
  tables: StockTables,
  shopId: string,
  stock: Stock,
  orderIds: readonly string[],
): Promise<StockFindings> => {
  const { orders: store, counterTable } = tables;
  if (orderIds.length === 0) {
    return {
      products: [...stock.keys()],
      ...stockDifferences({ before: stock, after: stock, orders: [] }, counterTable),
    };
  }
  const keys = [...stock.keys()];
  const before = await readStock(tables, keys);
  const histories = await store.readHistories(orderIds);
  const after = await readStock(tables, keys);
  // One that is settled meanwhile may still be in the index, and is not the next time.
  const orders = [...histories.values()].filter(({ settled }) => !settled);
  return { products: keys, ...stockDifferences({ before, after, orders }, counterTable, shopId) };
};

const grouped = <V>(values: Iterable<V>, keyOf: (value: V) => string): Map<string, V[]> => {
  const groups = new Map<string, V[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
};

/**
 * Compares the stock of all shops with the orders that are not over, shop by shop and one request at a time, so that nobody is crowded out.
 * @param only look at these shops only.
 * @returns undefined if there are more open orders than `mostOrders`.
 */
export const lookAtStock = async (
  tables: StockTables,
  only?: ReadonlySet<string>,
): Promise<StockFindings | undefined> => {
  const stock = await scanStock(tables);
  const open = await readOpenOrders(tables.documents, tables.orders.tableName, { atMost: tables.mostOrders });
  if (!open.complete) return undefined;
  const stockByShop = grouped(stock, ([key]) => shopOf(key));
  const ordersByShop = grouped(open.orders, ({ shopId = '' }) => shopId);
  const shops = [...new Set([...stockByShop.keys(), ...ordersByShop.keys()])].filter((shop) => only?.has(shop) ?? true);
  const found: StockFindings[] = [];
  for (const shopId of shops) {
    const orderIds = (ordersByShop.get(shopId) ?? []).map(({ orderId }) => orderId);
    found.push(await lookAtShop(tables, shopId, new Map(stockByShop.get(shopId)), orderIds));
  }
  return {
    products: found.flatMap(({ products }) => products),
    differences: found.flatMap(({ differences }) => differences),
    moving: found.flatMap(({ moving }) => moving),
  };
};

/** The shops of which a look left something open. */
export const unclearShops = ({ differences, moving }: StockFindings): ReadonlySet<string> =>
  new Set([...differences.map(({ subject }) => subject), ...moving].map(shopOf));
