import type { OrderLine } from '../../contracts/events/fields';
import { StoredDataError } from '../../pipeline/batch/failure';
import type { Lines, Shortage } from '../../pipeline/orders/order-history';

/** Change of one product's counters; `received` never changes here, so the three always sum to nothing. */
export interface StockChange {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** A shop's stock as far as it was read, and what has been decided over it since. */
export interface ShopStock {
  /** What was there when it was read, by product; a product that the shop does not stock is missing. */
  readonly whenRead: Readonly<Record<string, StockChange>>;
  /** Whether the stock of all products was read that is touched here, and not only what is decided over. */
  readonly isWhole?: boolean;
  /** Products of which a counter holds something that is no number, and which and what. */
  readonly unreadable?: Readonly<Record<string, string>>;
  readonly changes: Readonly<Record<string, StockChange>>;
}

/** A product's own entry: ids are free, and every object inherits a `constructor`. */
export const ofProduct = <T>(values: Readonly<Record<string, T>>, productId: string): T | undefined =>
  Object.hasOwn(values, productId) ? values[productId] : undefined;

const UNCHANGED: StockChange = { available: 0, reserved: 0, sold: 0 };

/** Quantities summed by product: an order may name a product on several lines. */
export const linesOf = (items: readonly OrderLine[]): Lines => {
  const lines: Record<string, number> = {};
  for (const { productId, quantity } of items) {
    lines[productId] = (ofProduct(lines, productId) ?? 0) + quantity;
  }
  return lines;
};

/** What can still be reserved of a product. */
const availableOf = ({ whenRead, changes }: ShopStock, productId: string): number =>
  (ofProduct(whenRead, productId)?.available ?? 0) + (ofProduct(changes, productId)?.available ?? 0);

/** @throws StoredDataError naming the counter and its value if one of the products cannot be counted. */
export const checkReadable = ({ unreadable = {} }: ShopStock, shopId: string, lines: Lines): void => {
  for (const productId of Object.keys(lines)) {
    const value = ofProduct(unreadable, productId);
    if (value !== undefined) throw new StoredDataError(`stock of ${productId} in ${shopId}: ${value}`);
  }
};

/** @throws StoredDataError if less is reserved than the order itself has: somebody has put the counters again. */
const checkReserved = (stock: ShopStock, shopId: string, lines: Lines): void => {
  checkReadable(stock, shopId, lines);
  if (!stock.isWhole) return;
  for (const [productId, quantity] of Object.entries(lines)) {
    const reserved =
      (ofProduct(stock.whenRead, productId)?.reserved ?? 0) + (ofProduct(stock.changes, productId)?.reserved ?? 0);
    if (reserved >= quantity) continue;
    throw new StoredDataError(
      `stock of ${productId} in ${shopId}: reserved is ${reserved}, and the order has ${quantity} of it reserved`,
    );
  }
};

/** Every line that the shop cannot serve in full. A loss that the foundation books may leave less than nothing, which is told as nothing. */
export const shortagesOf = (stock: ShopStock, lines: Lines): Shortage[] =>
  Object.entries(lines)
    .map(([productId, requested]) => ({ productId, requested, available: Math.max(0, availableOf(stock, productId)) }))
    .filter(({ requested, available }) => requested > available);

const change = (stock: ShopStock, lines: Lines, signs: StockChange): ShopStock => {
  const changes = { ...stock.changes };
  for (const [productId, quantity] of Object.entries(lines)) {
    const { available, reserved, sold } = ofProduct(changes, productId) ?? UNCHANGED;
    changes[productId] = {
      available: available + signs.available * quantity,
      reserved: reserved + signs.reserved * quantity,
      sold: sold + signs.sold * quantity,
    };
  }
  return { ...stock, changes };
};

/** From available to reserved. */
export const reserve = (stock: ShopStock, lines: Lines): ShopStock =>
  change(stock, lines, { available: -1, reserved: 1, sold: 0 });
/** Back from reserved to available. @throws StoredDataError */
export const giveBack = (stock: ShopStock, shopId: string, lines: Lines): ShopStock => {
  checkReserved(stock, shopId, lines);
  return change(stock, lines, { available: 1, reserved: -1, sold: 0 });
};
/** From reserved to sold. @throws StoredDataError */
export const sell = (stock: ShopStock, shopId: string, lines: Lines): ShopStock => {
  checkReserved(stock, shopId, lines);
  return change(stock, lines, { available: 0, reserved: -1, sold: 1 });
};

/** Products whose available stock fell to or under the threshold between two states, with what is left. */
export const fallenLow = (before: ShopStock, after: ShopStock, lines: Lines, threshold: number): Lines =>
  Object.fromEntries(
    Object.keys(lines)
      .filter((productId) => availableOf(before, productId) > threshold && availableOf(after, productId) <= threshold)
      .map((productId) => [productId, availableOf(after, productId)]),
  );
