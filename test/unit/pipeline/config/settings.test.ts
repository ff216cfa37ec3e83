import { parseConfigItem } from '../../../../pipeline/config/items';
import { type Config, settingsFor } from '../../../../pipeline/config/settings';

const config = (orderProcessor: object = {}, general: object = {}): Config => ({
  menu: parseConfigItem('menu', { value: [{ productId: 'latte' }, { productId: 'scone' }] }),
  config: parseConfigItem('config', general),
  orderProcessor: parseConfigItem('orderProcessor', orderProcessor),
});

describe('the settings of a shop', () => {
  it('are the general ones', () => {
    expect(settingsFor(config(), 'soho')).toEqual({
      shopIsKnown: true,
      storeOpen: true,
      maxOrdersInQueue: 50,
      maxOrdersPerUser: 5,
      requireConfirmation: true,
      lowStockThreshold: 10,
      paymentTimeoutMs: 5_000,
      slowCallMs: 3_000,
      actionMinutes: 15,
      kitchen: { stations: 2, prepSecondsPerItem: 45, timeZone: 'America/New_York' },
      fulfilledWithinSeconds: 900,
      productIds: new Set(['latte', 'scone']),
    });
  });

  it('are its own where it has any, and the general ones for the rest', () => {
    const shops = {
      soho: { storeOpen: false, kitchen: { stations: 5 }, inventory: { lowStockThreshold: 0 } },
    };
    const soho = settingsFor(config({ shops }, { maxOrdersInQueue: 8 }), 'soho');
    expect(soho).toMatchObject({
      storeOpen: false,
      maxOrdersInQueue: 8,
      lowStockThreshold: 0,
      kitchen: { stations: 5, prepSecondsPerItem: 45, timeZone: 'America/New_York' },
    });
  });

  it('do not change with another shop’s own', () => {
    const shops = { soho: { storeOpen: false } };
    expect(settingsFor(config({ shops }), 'harlem').storeOpen).toBe(true);
  });

  it('name the currencies that the shop accepts: its own, the general ones, or none, which is all', () => {
    const payment = { currencies: ['USD', 'CAD'] };
    const shops = { soho: { payment: { currencies: ['EUR'] } } };
    expect(settingsFor(config({ payment, shops }), 'soho').currencies).toEqual(new Set(['EUR']));
    expect(settingsFor(config({ payment, shops }), 'harlem').currencies).toEqual(new Set(['USD', 'CAD']));
    expect(settingsFor(config({ shops }), 'harlem')).not.toHaveProperty('currencies');
  });

  it('open a shop of its own while all others are closed', () => {
    const shops = { soho: { storeOpen: true } };
    expect(settingsFor(config({ shops }, { storeOpen: false }), 'soho').storeOpen).toBe(true);
    expect(settingsFor(config({ shops }, { storeOpen: false }), 'harlem').storeOpen).toBe(false);
  });

  it('know every shop unless some are named: then those, and those with settings of their own', () => {
    const named = { shopIds: ['soho'], shops: { harlem: {} } };
    const isKnown = (orderProcessor: object, shopId: string) => settingsFor(config(orderProcessor), shopId).shopIsKnown;

    expect(isKnown({}, 'nowhere')).toBe(true);
    expect(['soho', 'harlem', 'nowhere', 'constructor'].map((shopId) => isKnown(named, shopId))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('are the general ones for a shop that is called like a part of an object', () => {
    expect(settingsFor(config(), 'constructor').maxOrdersPerUser).toBe(5);
  });
});
