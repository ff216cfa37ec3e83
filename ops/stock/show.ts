import { parseStockKey } from '../../contracts/tables/counter-table';
import type { StoredStock } from '../../pipeline/reconcile/stock-differences';
import { readStock } from '../reconcile/read-tables';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { table } from '../terminal/table';

const verdict = ({ received, available, reserved = 0, sold = 0 }: StoredStock): string => {
  const counts = [received, available, reserved, sold];
  if (!counts.every((count) => typeof count === 'number' && Number.isInteger(count))) return 'broken: not a number';
  const [all = 0, left = 0, held = 0, gone = 0] = counts as number[];
  if (Math.min(all, left, held, gone) < 0) return 'broken: below zero';
  return all === left + held + gone ? 'ok' : 'broken: does not add up';
};

const cell = (value: unknown): number | string | undefined =>
  typeof value === 'number' || value === undefined ? value : JSON.stringify(value);

/** `stock show`: the counters of a shop's products, and whether they add up. */
export const showStock = async (
  session: Session,
  { shopId, productId }: { readonly shopId?: string; readonly productId?: string },
): Promise<Answer> => {
  const items = [...(await readStock(session))].flatMap(([key, item]) => {
    const place = parseStockKey(key);
    const isAsked = (shopId ?? place?.shopId) === place?.shopId && (productId ?? place?.productId) === place?.productId;
    return place && isAsked ? [{ ...place, item }] : [];
  });
  const sorted = items.toSorted(
    (one, other) =>
      one.shopId.localeCompare(other.shopId) || one.productId.localeCompare(other.productId, 'en', { numeric: true }),
  );
  const broken = sorted.filter(({ item }) => verdict(item) !== 'ok').length;
  return {
    lines: [
      ...table(
        ['shop', 'product', 'received', 'available', 'reserved', 'sold', 'verdict'],
        sorted.map(({ shopId: shop, productId: product, item }) => [
          shop,
          product,
          cell(item.received),
          cell(item.available),
          cell(item.reserved),
          cell(item.sold),
          verdict(item),
        ]),
      ),
      '',
      `${counted(sorted.length, 'product')}${broken > 0 ? `, ${broken} broken: stock reconcile tells more` : ''}`,
    ],
    json: {
      stock: sorted.map(({ shopId: shop, productId: product, item: { PK: _pk, ...counts } }) => ({
        shopId: shop,
        productId: product,
        ...counts,
        verdict: verdict(counts),
      })),
    },
    failed: sorted.length === 0,
  };
};
