import { stockKey } from '../../../../contracts/tables/counter-table';
import { StoredDataError } from '../../../../pipeline/batch/failure';
import { checkReadable, giveBack, sell } from '../../../../stages/inventory/stock';
import { stockFrom } from '../../../../stages/inventory/stock-table';

const stockOf = (counters: Readonly<Record<string, object>>, isWhole = true) =>
  stockFrom(
    Object.entries(counters).map(([productId, item]) => ({ PK: stockKey('astoria', productId), ...item })),
    'astoria',
    isWhole,
  );

test.each([
  [{ available: 'ten' }, 'available must be a whole number, got "ten"'],
  [{ available: 5, reserved: 'none' }, 'reserved must be a whole number, got "none"'],
  [{ available: 5, sold: [1] }, 'sold must be a whole number, got [1]'],
  [{ available: 1e30 }, 'available must be a whole number, got 1e+30'],
  [{ available: 1.5 }, 'available must be a whole number, got 1.5'],
  [{ available: null }, 'available must be a whole number, got null'],
])(
  'a counter that cannot be counted is named with its shop and value, other products are not concerned: %j',
  (item, what) => {
    const stock = stockOf({ p1: { available: 5 }, p2: item });
    expect(() => checkReadable(stock, 'astoria', { p1: 1, p2: 1 })).toThrow(
      new StoredDataError(`stock of p2 in astoria: ${what}`),
    );
    expect(() => checkReadable(stock, 'astoria', { p1: 1 })).not.toThrow();
  },
);

test('counters that are not there yet count nothing', () => {
  expect(() => checkReadable(stockOf({ p1: {} }), 'astoria', { p1: 1 })).not.toThrow();
});

describe.each([
  ['sold', sell],
  ['given back', giveBack],
] as const)('what is %s', (_name, move) => {
  test('must be reserved, if that was read: one order takes what another has, and the second is told', () => {
    const first = move(stockOf({ p1: { available: 0, reserved: 2 } }), 'astoria', { p1: 2 });
    expect(() => move(first, 'astoria', { p1: 1 })).toThrow(
      new StoredDataError('stock of p1 in astoria: reserved is 0, and the order has 1 of it reserved'),
    );
  });

  test('must exist, if all was read', () => {
    expect(() => move(stockOf({}), 'astoria', { p1: 1 })).toThrow(StoredDataError);
  });

  test('is taken on trust if it was not read: the write demands it', () => {
    expect(() => move(stockOf({}, false), 'astoria', { p1: 1 })).not.toThrow();
  });
});
