import { menuItem, orderProcessorItem, shopConfigItem } from '../../../contracts/tables/config-table';
import { METRICS_SHARDS, metricsKey, parseStockKey, stockKey } from '../../../contracts/tables/counter-table';

describe('keys of the counter table', () => {
  it('name the shop and the product of a stock item', () => {
    expect(stockKey('astoria', 'latte')).toBe('stock#astoria#latte');
    expect(parseStockKey('stock#astoria#latte')).toEqual({ shopId: 'astoria', productId: 'latte' });
  });

  it('name the day and the shard of a metrics item', () => {
    expect(metricsKey('2026-11-24', METRICS_SHARDS - 1)).toBe('metrics#2026-11-24#7');
  });

  it.each([
    'metrics#2026-11-24#7',
    'stock',
    'stock#astoria',
    'stock##latte',
    'stock#astoria#',
    'stock#a#b#c',
    'stock#a b#c',
    '',
  ])('%j is not a stock item', (key) => {
    expect(parseStockKey(key)).toBeUndefined();
  });
});

describe('config', () => {
  it('of the foundation has defaults', () => {
    expect(shopConfigItem.parse({ PK: 'config' })).toEqual({
      storeOpen: true,
      maxOrdersInQueue: 50,
      maxOrdersPerUser: 5,
    });
  });

  const DEFAULTS = {
    payment: { timeoutMs: 5_000, slowCallMs: 3_000, actionMinutes: 15 },
    inventory: { lowStockThreshold: 10 },
    processing: { requireConfirmation: true },
    kitchen: { stations: 2, prepSecondsPerItem: 45, timeZone: 'America/New_York' },
    sla: { fulfilledWithinSeconds: 900 },
    shops: {},
  };

  it('of our own has defaults, key by key', () => {
    expect(orderProcessorItem.parse({ PK: 'order-processor' })).toEqual(DEFAULTS);
    expect(
      orderProcessorItem.parse({ payment: {}, inventory: {}, processing: {}, kitchen: { stations: 3 }, sla: {} }),
    ).toEqual({ ...DEFAULTS, kitchen: { ...DEFAULTS.kitchen, stations: 3 } });
  });

  it('may differ per shop, only where the shop says so', () => {
    const shops = { soho: { storeOpen: false, kitchen: { timeZone: 'Europe/Berlin' } } };

    expect(orderProcessorItem.parse({ shops }).shops).toEqual(shops);
  });

  it.each([
    ['payment.timeoutMs', { payment: { timeoutMs: 99 } }],
    ['payment.timeoutMs', { payment: { timeoutMs: 20_001 } }],
    ['payment.currencies.1', { payment: { currencies: ['USD', 'usd'] } }],
    ['payment.currencies.0', { payment: { currencies: ['XBT'] } }],
    ['payment.currencies', { payment: { currencies: [] } }],
    ['payment.currencies', { payment: { currencies: 'USD' } }],
    ['shops.soho.payment.currencies.0', { shops: { soho: { payment: { currencies: ['ABC'] } } } }],
    ['inventory.lowStockThreshold', { inventory: { lowStockThreshold: -1 } }],
    ['processing.requireConfirmation', { processing: { requireConfirmation: 'yes' } }],
    ['kitchen.stations', { kitchen: { stations: 0 } }],
    ['kitchen.stations', { kitchen: { stations: 1.5 } }],
    ['kitchen.prepSecondsPerItem', { kitchen: { prepSecondsPerItem: -1 } }],
    ['kitchen.timeZone', { kitchen: { timeZone: 'Mars/Olympus' } }],
    ['sla.fulfilledWithinSeconds', { sla: { fulfilledWithinSeconds: 86_401 } }],
    ['shops.soho.kitchen.stations', { shops: { soho: { kitchen: { stations: 0 } } } }],
    ['shops.so ho', { shops: { 'so ho': {} } }],
  ])('with a bad %s is refused, and the field is named', (field, item) => {
    const result = orderProcessorItem.safeParse(item);

    expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });
});

describe('the menu', () => {
  test('as the foundation of today writes it: drinks by name, some not available', () => {
    const value = [
      { drink: 'Espresso', icon: 'barista-icons_espresso', modifiers: [], available: true },
      { drink: 'Coffee of the day', icon: 'barista-icons_americano', modifiers: [], available: true },
      { drink: 'Latte', icon: 'barista-icons_cafe-latte', modifiers: [], available: false },
    ];
    const menu = menuItem.parse({ PK: 'menu', value });
    expect(menu.value.map(({ productId, name }) => [productId, name])).toEqual([
      ['espresso', 'Espresso'],
      ['coffee-of-the-day', 'Coffee of the day'],
    ]);
  });

  test('an entry that says neither product nor drink is refused', () => {
    expect(menuItem.safeParse({ value: [{ name: 'mystery' }] }).error?.issues[0]).toMatchObject({
      path: ['value', 0],
      message: 'must have a productId or a drink',
    });
  });
});
