import { CONFIG_KEYS } from '../../../contracts/tables/config-table';
import { type StockItem, stockKey } from '../../../contracts/tables/counter-table';
import seed from '../../seed/seed.json';

export interface SeedItems {
  readonly config: readonly ({ readonly PK: string } & Readonly<Record<string, unknown>>)[];
  readonly counters: readonly StockItem[];
}

/** The first items of the config and the counter table: menu, config, our own config, and stock of every product in every shop. */
export const seedItems = (): SeedItems => ({
  config: [
    { PK: CONFIG_KEYS.menu, value: seed.menu },
    { PK: CONFIG_KEYS.config, ...seed.config },
    { PK: CONFIG_KEYS.orderProcessor, ...seed.orderProcessor, shopIds: seed.shops },
  ],
  counters: seed.shops.flatMap((shopId) =>
    seed.menu.map(({ productId }) => ({
      PK: stockKey(shopId, productId),
      received: seed.stockPerProduct,
      available: seed.stockPerProduct,
      reserved: 0,
      sold: 0,
    })),
  ),
});
