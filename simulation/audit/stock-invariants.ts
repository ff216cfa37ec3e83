import { stockKey } from '../../contracts/tables/counter-table';
import type { Breach, Evidence } from './evidence';

/** For each product of a shop: received = available + reserved + sold, and none of them is negative. */
export const stockConserved = ({ stock }: Evidence): Breach[] =>
  stock.flatMap(({ PK, received, available, reserved, sold }) => {
    const figures = `received ${received}, available ${available}, reserved ${reserved}, sold ${sold}`;
    if (Math.min(received, available, reserved, sold) < 0)
      return [{ detail: `${PK} has a negative count: ${figures}` }];
    return received === available + reserved + sold ? [] : [{ detail: `${PK} does not add up: ${figures}` }];
  });

/** When all has ended, nothing is held for anybody. */
export const nothingReserved = ({ stock }: Evidence): Breach[] =>
  stock.flatMap(({ PK, reserved }) => (reserved === 0 ? [] : [{ detail: `${PK} still has ${reserved} reserved` }]));

/** What left the shelves is what fulfilled orders asked for. */
export const soldMatchesOrders = ({ orders, stock }: Evidence): Breach[] => {
  const asked = new Map<string, number>();
  for (const { outcome, shopId, allocated } of orders) {
    if (outcome !== 'fulfilled' || !shopId) continue;
    for (const [productId, quantity] of Object.entries(allocated?.lines ?? {})) {
      const key = stockKey(shopId, productId);
      asked.set(key, (asked.get(key) ?? 0) + quantity);
    }
  }
  const missing = new Set(asked.keys());
  const wrong = stock.flatMap(({ PK, sold }) => {
    missing.delete(PK);
    const wanted = asked.get(PK) ?? 0;
    return sold === wanted ? [] : [{ detail: `${PK} says ${sold} sold, fulfilled orders hold ${wanted}` }];
  });
  return [...wrong, ...[...missing].map((key) => ({ detail: `${key} was sold and has no stock item` }))];
};
