import type { Basket } from './baskets';
import type { SalesProfile } from './profile';
import type { TillLine } from './till-line';

const HOUR_MS = 3_600_000;
const HOURS_PER_DAY = 24;

const countBy = <T>(list: Iterable<T>, keyOf: (item: T) => number | string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of list) {
    const key = String(keyOf(item));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

/** The key that occurs most often; of equals the one seen first. */
const mostFrequent = (counts: Map<string, number>): string =>
  [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), ['', 0])[0];

/** Counts of 1, 2, 3, … as a list. */
const fromOne = (counts: Map<string, number>): number[] =>
  Array.from(
    { length: Math.max(0, ...[...counts.keys()].map(Number)) },
    (_, index) => counts.get(String(index + 1)) ?? 0,
  );

const inIdOrder = (one: { productId: string }, other: { productId: string }): number =>
  one.productId.localeCompare(other.productId, 'en', { numeric: true });

/** The figures of sales: sums only, nothing from which a single sale could be told. */
export const salesFigures = (baskets: readonly Basket[]): SalesProfile => {
  const lines = baskets.flatMap((basket) => basket.lines);
  const byProduct = new Map<string, TillLine[]>();
  for (const line of lines) {
    const sold = byProduct.get(line.productId) ?? [];
    sold.push(line);
    byProduct.set(line.productId, sold);
  }
  const perHour = countBy(baskets, ({ soldAtMs }) => Math.floor(soldAtMs / HOUR_MS) % HOURS_PER_DAY);
  return {
    menu: [...byProduct]
      .map(([productId, sold]) => ({
        productId,
        name: mostFrequent(countBy(sold, ({ name }) => name)),
        category: mostFrequent(countBy(sold, ({ category }) => category)),
        price: Number(mostFrequent(countBy(sold, ({ unitPrice }) => unitPrice))),
        sales: sold.length,
      }))
      .sort(inIdOrder),
    linesPerBasket: fromOne(countBy(baskets, (basket) => basket.lines.length)),
    quantityPerLine: fromOne(countBy(lines, ({ quantity }) => quantity)),
    basketsPerHour: Array.from({ length: HOURS_PER_DAY }, (_, hour) => perHour.get(String(hour)) ?? 0),
    shops: [...countBy(baskets, ({ shopId }) => shopId)].map(([shopId, count]) => ({ shopId, baskets: count })),
  };
};
