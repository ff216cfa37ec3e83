import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { basketsOf } from '../../../../simulation/traffic/baskets';
import { salesFigures } from '../../../../simulation/traffic/sales-figures';
import { readTillData } from '../../../../simulation/traffic/till-data';
import { parseTillRow, type TillLine } from '../../../../simulation/traffic/till-line';

const HEADER =
  'transaction_id,transaction_date,transaction_time,transaction_qty,store_id,store_location,product_id,unit_price,product_category,product_type,product_detail';
const row = (
  id: number,
  time: string,
  { qty = '1', shop = 'Harbour', product = '7', price = '2.50', date = '2026-03-01' } = {},
) => `${id},${date},${time},${qty},1,${shop},${product},${price},Tea,Green tea,Product ${product}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'till-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (content: string | Buffer, name = 'till.csv'): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const exported = (...rows: string[]): string => `${[HEADER, ...rows].join('\n')}\n`;

describe("a till's export", () => {
  test('lines of one shop and second are one order, orders keep their order and gaps', async () => {
    const file = fileOf(
      exported(
        row(1, '08:00:00', { product: '7', qty: '2' }),
        row(2, '08:00:00', { product: '9', price: '0.80' }),
        row(3, '08:00:00', { shop: "Sailor's Rest" }),
        row(4, '08:00:00', { product: '11' }),
        row(5, '08:01:30'),
      ),
    );

    const { plan, skippedRows } = await readTillData(file, { limit: 10, startMs: 1_000 });

    expect(
      plan.orders.map(({ shopId, placedAtMs, total, items }) => [shopId, placedAtMs, total, items.length]),
    ).toEqual([
      ['harbour', 1_000, 830, 3],
      ['sailors-rest', 1_000, 250, 1],
      ['harbour', 91_000, 250, 1],
    ]);
    expect(plan.orders[0]?.items[1]).toEqual({ productId: 'p9', quantity: 1, unitPrice: 80 });
    expect(skippedRows).toBe(0);
  });

  test('products come onto the menu as they are met, with ample stock in their shop', async () => {
    const { plan } = await readTillData(fileOf(exported(row(1, '08:00:00', { product: 'xy' }))), { limit: 1 });

    expect(plan.menu).toEqual([{ productId: 'pxy', name: 'Product xy', category: 'Tea', price: 250 }]);
    expect(plan.stock).toEqual([{ shopId: 'harbour', productId: 'pxy', received: expect.any(Number) }]);
    expect(plan.stock[0]?.received).toBeGreaterThan(100);
  });

  test('stops at the limit, with whole baskets', async () => {
    const file = fileOf(exported(row(1, '08:00:00'), row(2, '08:00:01'), row(3, '08:00:01'), row(4, '08:00:02')));

    const { plan } = await readTillData(file, { limit: 2 });

    expect(plan.orders.map(({ items }) => items.length)).toEqual([1, 2]);
  });

  test('gzip is told by content, a BOM and Windows line ends do not matter', async () => {
    const text = `\uFEFF${exported(row(1, '08:00:00')).replaceAll('\n', '\r\n')}`;

    const { plan } = await readTillData(fileOf(gzipSync(text), 'till.csv'), { limit: 5 });

    expect(plan.orders).toHaveLength(1);
  });

  test('bad rows are told with line and field, and skipped', async () => {
    const file = fileOf(
      exported(
        row(1, '08:00:00'),
        row(2, '08:00:10', { qty: 'two' }),
        row(3, '08:00:20', { qty: '0' }),
        row(4, '08:00:30', { price: '-1.00' }),
        row(5, '08:00:40', { price: '1.005' }),
        row(6, '25:00:00'),
        row(7, '08:01:00', { date: '2026-02-30' }),
        row(8, '08:01:10', { shop: '???' }),
        row(1, '08:01:20'),
        '10,2026-03-01,08:01:30,1',
        row(11, '08:01:40', { shop: '"Harbour' }),
        row(12, '08:02:00', { price: '3' }),
      ),
    );

    const { plan, faults, skippedRows } = await readTillData(file, { limit: 100 });

    expect(plan.orders.map(({ total }) => total)).toEqual([250, 300]);
    expect(skippedRows).toBe(10);
    expect(faults.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '3 transaction_qty',
      '4 transaction_qty',
      '5 unit_price',
      '6 unit_price',
      '7 transaction_time',
      '8 transaction_date',
      '9 store_location',
      '10 transaction_id',
      '11 row',
      '12 row',
    ]);
    expect(faults[0]?.problem).toBe('transaction_qty: must be a whole number, got "two"');
  });

  test.each([
    ['a file without the columns', 'a,b\n1,2\n', 'the header lacks transaction_id'],
    ['a file of another separator', exported(row(1, '08:00:00')).replaceAll(',', ';'), 'must be separated by commas'],
    ['an empty file', '', 'is empty'],
    ['a header alone', exported(), 'holds no sale, only a header'],
    [
      'a file of bad rows',
      exported(row(1, '08:00:00', { qty: 'two' }), row(2, '25:00:00')),
      'holds no good row, but 2 bad ones; line 2: transaction_qty: must be a whole number, got "two"',
    ],
    [
      'a gzip that breaks off',
      gzipSync(exported(row(1, '08:00:00'), row(2, '08:00:01'))).subarray(0, -12),
      'unexpected end of file',
    ],
  ])('%s is refused by name', async (_what, content, message) => {
    const file = fileOf(content);

    await expect(readTillData(file, { limit: 5 })).rejects.toThrow(message);
    await expect(readTillData(file, { limit: 5 })).rejects.toThrow(file);
  });

  test('a missing file is refused by name', async () => {
    await expect(readTillData('/nowhere/till.csv', { limit: 5 })).rejects.toThrow('/nowhere/till.csv: ENOENT');
  });

  test('prices become cents exactly', () => {
    const priced = (unit_price: string) =>
      parseTillRow({
        transaction_id: '1',
        transaction_date: '2026-03-01',
        transaction_time: '08:00:00',
        transaction_qty: '1',
        store_location: 'Harbour',
        product_id: '7',
        unit_price,
      }).unitPrice;

    expect(['4.35', '1.1', '8', '0.07', '1.10000', '19.99'].map(priced)).toEqual([435, 110, 800, 7, 110, 1999]);
  });
});

describe('sales figures', () => {
  const line = (shopId: string, second: number, productId: string, unitPrice: number, quantity = 1): TillLine => ({
    transactionId: `${shopId}-${second}-${productId}`,
    shopId,
    productId,
    name: `name of ${productId}`,
    category: 'Tea',
    quantity,
    unitPrice,
    soldAtMs: Date.parse('2026-03-01T00:00:00Z') + second * 1_000,
  });
  const basketsFrom = async (...lines: TillLine[]) => {
    const baskets = [];
    for await (const basket of basketsOf(lines)) baskets.push(basket);
    return baskets;
  };

  test('count sales, sizes, hours and shops, and take the most frequent price', async () => {
    const figures = salesFigures(
      await basketsFrom(
        line('harbour', 8 * 3_600, 'p10', 300),
        line('harbour', 8 * 3_600, 'p9', 200, 3),
        line('harbour', 8 * 3_600 + 5, 'p10', 350),
        line('market', 9 * 3_600, 'p10', 350),
      ),
    );

    expect(figures.menu).toEqual([
      { productId: 'p9', name: 'name of p9', category: 'Tea', price: 200, sales: 1 },
      { productId: 'p10', name: 'name of p10', category: 'Tea', price: 350, sales: 3 },
    ]);
    expect(figures.linesPerBasket).toEqual([2, 1]);
    expect(figures.quantityPerLine).toEqual([3, 0, 1]);
    expect(figures.basketsPerHour[8]).toBe(2);
    expect(figures.basketsPerHour[9]).toBe(1);
    expect(figures.shops).toEqual([
      { shopId: 'harbour', baskets: 2 },
      { shopId: 'market', baskets: 1 },
    ]);
  });

  test('more lines than an order may have are rung up as several', async () => {
    const baskets = await basketsFrom(
      ...Array.from({ length: 120 }, (_, index) => line('harbour', 1, `p${index}`, 100)),
    );

    expect(baskets.map(({ lines }) => lines.length)).toEqual([50, 50, 20]);
  });
});
