import type { OrderLine } from '../../contracts/events/fields';
import { pick, type Random, weightedIndex, wholeBetween } from '../random';
import type { SalesProfile } from './profile';

const HOUR_MS = 3_600_000;

/** Gives baskets as the profile's customers fill them: product mix, number of lines and quantities; no product twice. */
export const basketSampler = (profile: SalesProfile): ((random: Random, without?: string) => OrderLine[]) => {
  const product = weightedIndex(profile.menu.map(({ sales }) => sales));
  const lineCount = weightedIndex(profile.linesPerBasket);
  const quantity = weightedIndex(profile.quantityPerLine);
  return (random, without) => {
    const wanted = Math.min(lineCount(random) + 1, profile.menu.length - 1);
    const basket = new Map<string, OrderLine>();
    while (basket.size < wanted) {
      const entry = profile.menu[product(random)];
      if (!entry || entry.productId === without || basket.has(entry.productId)) continue;
      const { productId, price: unitPrice } = entry;
      basket.set(productId, { productId, quantity: quantity(random) + 1, unitPrice });
    }
    return [...basket.values()];
  };
};

/** Gives arrival times in milliseconds, 0 to `windowMs`: the profile's whole opening day laid over the window. */
export const arrivalSampler = (profile: SalesProfile, windowMs: number): ((random: Random) => number) => {
  const opens = profile.basketsPerHour.findIndex((baskets) => baskets > 0);
  const closes = profile.basketsPerHour.findLastIndex((baskets) => baskets > 0) + 1;
  const hour = weightedIndex(profile.basketsPerHour);
  return (random) => {
    const inDayMs = (hour(random) + random.next() - opens) * HOUR_MS;
    return Math.floor((inDayMs / ((closes - opens) * HOUR_MS)) * windowMs);
  };
};

/** The shops by name: those of the profile, then `shop-04` and so on, up to `count`. */
export const shopNames = (profile: SalesProfile, count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => profile.shops[index]?.shopId ?? `shop-${String(index + 1).padStart(2, '0')}`,
  );

/**
 * Gives shops, some busier than others: the profile's by their sales, the k-th of any others with 1/k of the busiest one's
 * (Zipf's law, the usual shape of how trade spreads over outlets).
 */
export const shopSampler = (profile: SalesProfile, shopIds: readonly string[]): ((random: Random) => string) => {
  const known = new Map(profile.shops.map(({ shopId, baskets }) => [shopId, baskets]));
  const busiest = Math.max(...known.values());
  const shop = weightedIndex(shopIds.map((shopId, index) => known.get(shopId) ?? busiest / (index + 1)));
  return (random) => shopIds[shop(random)] ?? pick(random, shopIds);
};

/** When a customer confirms, in milliseconds after the order was placed; a confirmation that overtakes comes before. */
export const confirmedAfterMs = (random: Random, overtakes: boolean): number =>
  overtakes ? -wholeBetween(random, 50, 500) : wholeBetween(random, 100, 3_000);
