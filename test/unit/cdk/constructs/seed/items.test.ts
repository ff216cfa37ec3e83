import { seedItems } from '../../../../../cdk/constructs/seed/items';
import seed from '../../../../../cdk/seed/seed.json';
import {
  CONFIG_KEYS,
  menuItem,
  orderProcessorItem,
  shopConfigItem,
} from '../../../../../contracts/tables/config-table';
import { parseStockKey } from '../../../../../contracts/tables/counter-table';

const { config, counters } = seedItems();
const itemOf = (key: string) => config.find(({ PK }) => PK === key);
const menu = menuItem.parse(itemOf(CONFIG_KEYS.menu)).value;

describe('the seed', () => {
  it('holds a menu whose every product has a name, a category and a price in whole cents', () => {
    expect(menu).toHaveLength(80);
    expect(new Set(menu.map(({ productId }) => productId)).size).toBe(80);
    for (const { name, category, price } of menu) {
      expect(name).toMatch(/\S/);
      expect(category).toMatch(/\S/);
      expect(price).toBeGreaterThan(0);
    }
  });

  it('charges what the tills charged most often', () => {
    expect(menu.find(({ productId }) => productId === 'p9')).toMatchObject({
      name: 'Organic Decaf Blend',
      price: 2250,
    });
    expect(menu.find(({ productId }) => productId === 'p63')).toMatchObject({ name: 'Carmel syrup', price: 80 });
  });

  it("opens the shops and sets our own config to the contract's defaults", () => {
    expect(shopConfigItem.parse(itemOf(CONFIG_KEYS.config))).toEqual(shopConfigItem.parse({}));
    expect(orderProcessorItem.parse(itemOf(CONFIG_KEYS.orderProcessor))).toEqual(
      orderProcessorItem.parse({ shopIds: seed.shops }),
    );
  });

  it('puts every product of the menu into every shop, all of it available', () => {
    const stock = counters.map((item) => ({ ...item, of: parseStockKey(item.PK) }));
    expect([...new Set(stock.map(({ of }) => of?.shopId))]).toEqual(['lower-manhattan', 'hells-kitchen', 'astoria']);
    for (const { productId } of menu) expect(stock.filter(({ of }) => of?.productId === productId)).toHaveLength(3);
    for (const { received, available, reserved, sold } of stock) {
      expect({ received, available, reserved, sold }).toEqual({
        received: 10_000,
        available: 10_000,
        reserved: 0,
        sold: 0,
      });
    }
  });
});
