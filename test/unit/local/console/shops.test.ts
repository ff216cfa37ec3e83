import { stockKey } from '../../../../contracts/tables/counter-table';
import { shopsOf } from '../../../../local/console/shops';

const stock = (...items: [shopId: string, productId: string, available: unknown][]) =>
  new Map(items.map(([shopId, productId, available]) => [stockKey(shopId, productId), { available }]));

test('a shop is what has stock; its products are in the order of their numbers', () => {
  const shops = shopsOf(stock(['b', 'p10', 1], ['b', 'p9', 0], ['a', 'p1', 3]), { storeOpen: true }, {});
  expect(shops).toEqual([
    { shopId: 'a', open: true, products: ['p1'], spoiled: [] },
    { shopId: 'b', open: true, products: ['p9', 'p10'], spoiled: [] },
  ]);
});

test.each(['plenty', 1.5, undefined, null])('a product of which %j are available is spoiled', (available) => {
  const [shop] = shopsOf(stock(['a', 'p1', available], ['a', 'p2', 5]), { storeOpen: true }, {});
  expect(shop).toMatchObject({ products: ['p2'], spoiled: ['p1'] });
});

test('a shop is open as it says itself, or else as all are', () => {
  const own = { a: { storeOpen: true }, b: {} };
  const shops = shopsOf(stock(['a', 'p1', 1], ['b', 'p1', 1], ['c', 'p1', 1]), { storeOpen: false }, own);
  expect(shops.map(({ open }) => open)).toEqual([true, false, false]);
});
