import { checkReadable } from '../../../../stages/inventory/stock';

test('a counter that is no number is named with its shop and value; other products are not concerned', () => {
  const stock = { availableWhenRead: { p1: 5 }, unreadable: { p2: '"ten"' }, changes: {} };
  expect(() => checkReadable(stock, 'astoria', { p1: 1, p2: 1 })).toThrow(
    'stock of p2 in astoria: available must be a whole number, got "ten"',
  );
  expect(() => checkReadable(stock, 'astoria', { p1: 1 })).not.toThrow();
});
