import type { Difference } from '../../../../../pipeline/reconcile/difference';
import { accuracyOf, isClear, type StockFindings } from '../../../../../stages/inventory/reconciliation/accuracy';

const products = ['stock#astoria#latte', 'stock#astoria#mocha', 'stock#soho#latte', 'stock#soho#mocha'];
const off = (subject: string, reserved = 6): Difference => ({
  subject,
  words: `reserved says ${reserved}, it should be 2`,
  seen: `[20,11,${reserved},3]`,
});
const look = (found: Partial<StockFindings>): StockFindings => ({ products, differences: [], moving: [], ...found });

test('all that agrees is accurate, and one look is enough', () => {
  const first = look({});
  expect(isClear(first)).toBe(true);
  expect(accuracyOf(first, first)).toEqual({ judged: 4, moving: 0, percent: 100, differences: [] });
});

test('one of four products that is off in both looks makes it 75 %', () => {
  const [product = ''] = products;
  expect(
    accuracyOf(look({ differences: [off(product)] }), look({ products: [product], differences: [off(product)] })),
  ).toEqual({ judged: 4, moving: 0, percent: 75, differences: [off(product)] });
});

test('a reservation that was under way between two reads is gone in the second look, and no difference', () => {
  const [product = ''] = products;
  const accuracy = accuracyOf(look({ differences: [off(product)] }), look({ products: [product] }));
  expect(accuracy).toEqual({ judged: 4, moving: 0, percent: 100, differences: [] });
});

test('a product that sells all the time is not judged: neither what moves, nor what differs in another way each time', () => {
  const [one = '', other = ''] = products;
  const accuracy = accuracyOf(
    look({ differences: [off(one, 6)], moving: [other] }),
    look({ products: [one, other], differences: [off(one, 7)], moving: [other] }),
  );
  expect(accuracy).toEqual({ judged: 2, moving: 2, percent: 100, differences: [] });
});

test('nothing is said where nothing stood still, or nothing is sold', () => {
  expect(accuracyOf(look({ moving: products }), look({ moving: products })).percent).toBeUndefined();
  expect(accuracyOf(look({ products: [] }), look({ products: [] })).percent).toBeUndefined();
});
