import { ID_PATTERN } from '../events/fields';

/** Key layout of the foundation's counter table: one key, `PK`. */
export const stockKey = (shopId: string, productId: string): string => `stock#${shopId}#${productId}`;

/** Business counters of one day (`yyyy-mm-dd`, UTC), spread over shards so that no key is hot. */
export const metricsKey = (day: string, shard: number): string => `metrics#${day}#${shard}`;

/** How many items the counters of a day are spread over. Readers merge all of them. */
export const METRICS_SHARDS = 8;

/** A product in a shop. `received = available + reserved + sold`, none of them negative. */
export interface StockItem {
  readonly PK: string;
  readonly received: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** The shop and product of a stock key, or undefined if the key is of something else. */
export const parseStockKey = (key: string): { shopId: string; productId: string } | undefined => {
  const [kind, shopId, productId, ...rest] = key.split('#');
  if (kind !== 'stock' || rest.length > 0 || !shopId || !productId) return undefined;
  return ID_PATTERN.test(shopId) && ID_PATTERN.test(productId) ? { shopId, productId } : undefined;
};
