import { ID_PATTERN } from '../events/fields';

/** How the keys of the foundation's counter table begin. It has one key, `PK`. */
export const COUNTER_PREFIX = { stock: 'stock#', metrics: 'metrics#' } as const;

/** Where the stock of a product in a shop is counted. */
export const stockKey = (shopId: string, productId: string): string => `${COUNTER_PREFIX.stock}${shopId}#${productId}`;

/** Business counters of one day (`yyyy-mm-dd`, UTC), spread over shards so that no key is hot. */
export const metricsKey = (day: string, shard: number): string => `${COUNTER_PREFIX.metrics}${day}#${shard}`;

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
  if (!key.startsWith(COUNTER_PREFIX.stock)) return undefined;
  const [, shopId, productId, ...rest] = key.split('#');
  if (rest.length > 0 || !shopId || !productId) return undefined;
  return ID_PATTERN.test(shopId) && ID_PATTERN.test(productId) ? { shopId, productId } : undefined;
};

/** Upper bounds of the latency counters `latency_le_<seconds>` of a day's metrics; what is above the last is counted under `inf`. */
export const LATENCY_BUCKETS_SECONDS = [60, 120, 300, 600, 900, 1800] as const;

/** The bucket that a fulfilled order is counted in. */
export const latencyBucket = (latencyMs: number): string =>
  String(LATENCY_BUCKETS_SECONDS.find((seconds) => latencyMs <= seconds * 1_000) ?? 'inf');
