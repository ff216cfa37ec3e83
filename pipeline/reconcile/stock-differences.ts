import { parseStockKey, stockKey } from '../../contracts/tables/counter-table';
import type { OrderHistory } from '../orders/order-history';
import type { TransactItem } from '../orders/order-store';
import type { Difference, Findings } from './difference';

/** A stock item as it lies in the table, where anything may have been written. */
export type StoredStock = Readonly<Record<string, unknown>>;

export interface Held {
  readonly reserved: number;
  readonly sold: number;
}

const COUNTERS = ['received', 'available', 'reserved', 'sold'] as const;
type Counter = (typeof COUNTERS)[number];

/** What orders hold of each product, by stock key: reserved and not given back, or sold. */
export const heldByOrders = (orders: readonly OrderHistory[]): Map<string, Held> => {
  const held = new Map<string, Held>();
  for (const { shopId, allocated, released, settled } of orders) {
    if (!shopId || !allocated || released) continue;
    for (const [productId, quantity] of Object.entries(allocated.lines)) {
      const key = stockKey(shopId, productId);
      const { reserved, sold } = held.get(key) ?? { reserved: 0, sold: 0 };
      held.set(key, settled ? { reserved, sold: sold + quantity } : { reserved: reserved + quantity, sold });
    }
  }
  return held;
};

const countIn = (item: StoredStock, counter: Counter): number | undefined => {
  const value = item[counter] ?? (counter === 'reserved' || counter === 'sold' ? 0 : undefined);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
};

/**
 * The counters as they should be, or why that cannot be told. Reservations follow from the orders. So do sales, but orders are forgotten
 * 90 days after their end: more sales than orders are believed unless the other counters say otherwise. The rest of what was received is there.
 */
export const rightCounts = (item: StoredStock, held: Held): Readonly<Record<Counter, number>> | string => {
  const received = countIn(item, 'received');
  if (received === undefined) return 'nothing tells how many were received';
  const { reserved } = held;
  const storedSold = countIn(item, 'sold') ?? held.sold;
  const available = countIn(item, 'available');
  const isExplained = available !== undefined && received - available - reserved === held.sold;
  const sold = storedSold < held.sold || isExplained ? held.sold : storedSold;
  const left = received - reserved - sold;
  return left < 0
    ? `more is reserved and sold than the ${received} received`
    : { received, available: left, reserved, sold };
};

/** The write that sets counters, if all four are as they were seen. */
export const setCounts = (
  tableName: string,
  key: string,
  seen: StoredStock,
  right: Readonly<Record<Counter, number>>,
): TransactItem => ({
  Update: {
    TableName: tableName,
    Key: { PK: key },
    UpdateExpression: `SET ${COUNTERS.map((counter) => `${counter} = :${counter}`).join(', ')}`,
    ConditionExpression: COUNTERS.map((counter) =>
      seen[counter] === undefined ? `attribute_not_exists(${counter})` : `${counter} = :seen_${counter}`,
    ).join(' AND '),
    ExpressionAttributeValues: Object.fromEntries(
      COUNTERS.flatMap((counter) => [
        [`:${counter}`, right[counter]],
        ...(seen[counter] === undefined ? [] : [[`:seen_${counter}`, seen[counter]]]),
      ]),
    ),
  },
});

const fingerprint = (item: StoredStock | undefined): string =>
  JSON.stringify(COUNTERS.map((counter) => item?.[counter]));

const differenceOf = (
  key: string,
  item: StoredStock | undefined,
  held: Held,
  tableName: string,
): Difference | undefined => {
  const { shopId, productId } = parseStockKey(key) ?? {};
  const what = `stock of ${productId} in ${shopId}`;
  const seen = `${fingerprint(item)} ${JSON.stringify(held)}`;
  if (!item) {
    return {
      subject: key,
      words: `${what}: orders hold ${held.reserved + held.sold}, and there is no stock item`,
      seen,
    };
  }
  const right = rightCounts(item, held);
  const shown = (counter: Counter): string => JSON.stringify(item[counter]) ?? 'nothing';
  if (typeof right === 'string') return { subject: key, words: `${what}: ${right}; count it and use stock set`, seen };
  const wrong = COUNTERS.filter((counter) => countIn(item, counter) !== right[counter]);
  if (wrong.length === 0) return undefined;
  return {
    subject: key,
    words: `${what}: ${wrong.map((counter) => `${counter} says ${shown(counter)}, it should be ${right[counter]}`).join('; ')} (orders hold ${held.reserved} and have bought ${held.sold}, ${right.received} were received)`,
    seen,
    repair: [setCounts(tableName, key, item, right)],
  };
};

export interface StockLook {
  /** The stock before the orders were read, and after: what did not change was still meanwhile. By key. */
  readonly before: ReadonlyMap<string, StoredStock>;
  readonly after: ReadonlyMap<string, StoredStock>;
  readonly orders: readonly OrderHistory[];
}

/** Where the stock counters and the orders disagree. */
export const stockDifferences = (
  { before, after, orders }: StockLook,
  tableName: string,
  shopId?: string,
): Findings => {
  const held = heldByOrders(orders);
  const keys = [...new Set([...before.keys(), ...after.keys(), ...held.keys()])].filter(
    (key) => shopId === undefined || parseStockKey(key)?.shopId === shopId,
  );
  const isMoving = (key: string): boolean => fingerprint(before.get(key)) !== fingerprint(after.get(key));
  return {
    moving: keys.filter(isMoving),
    differences: keys
      .filter((key) => !isMoving(key))
      .flatMap((key) => differenceOf(key, after.get(key), held.get(key) ?? { reserved: 0, sold: 0 }, tableName) ?? []),
  };
};
