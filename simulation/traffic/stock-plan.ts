import type { PlannedOrder, PlannedStock } from './plan';

/** Enough spare units that ample stock never falls to the low-stock threshold. */
const SPARE_UNITS = 1_000;

/** Stock for every product of a shop that the orders ask for: all of it and some to spare, but for the scarce one. */
export const stockFor = (orders: readonly PlannedOrder[], scarce?: PlannedStock): PlannedStock[] => {
  const wanted = new Map<string, PlannedStock>();
  for (const { shopId, items } of orders) {
    for (const { productId, quantity } of items) {
      const key = `${shopId}#${productId}`;
      const received = (wanted.get(key)?.received ?? SPARE_UNITS) + Math.max(0, quantity);
      wanted.set(key, { shopId, productId, received });
    }
  }
  if (scarce) wanted.set(`${scarce.shopId}#${scarce.productId}`, scarce);
  return [...wanted.values()];
};
