import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderProcessorItem, ShopConfigItem } from '../../contracts/tables/config-table';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { parseStockKey } from '../../contracts/tables/counter-table';
import { readStock } from '../../ops/reconcile/read-tables';
import type { StoredStock } from '../../ops/reconcile/stock-differences';
import type { Session } from '../../ops/target/session';
import { parseConfigItem } from '../../pipeline/config/items';

export interface ShopView {
  readonly shopId: string;
  readonly open: boolean;
  /** What it has stock of. */
  readonly products: readonly string[];
  /** Products whose counters cannot be read: orders for them die. */
  readonly spoiled: readonly string[];
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

/** The shops that have stock, and whether each is open. Pure. */
export const shopsOf = (
  stock: ReadonlyMap<string, StoredStock>,
  config: Pick<ShopConfigItem, 'storeOpen'>,
  overrides: OrderProcessorItem['shops'],
): ShopView[] => {
  const shops = new Map<string, { products: string[]; spoiled: string[] }>();
  for (const [key, { available }] of stock) {
    const place = parseStockKey(key);
    if (!place) continue;
    const shop = shops.get(place.shopId) ?? { products: [], spoiled: [] };
    (isCount(available) ? shop.products : shop.spoiled).push(place.productId);
    shops.set(place.shopId, shop);
  }
  const byNumber = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });
  return [...shops]
    .map(([shopId, { products, spoiled }]) => ({
      shopId,
      open: overrides[shopId]?.storeOpen ?? config.storeOpen,
      products: products.sort(byNumber),
      spoiled: spoiled.sort(byNumber),
    }))
    .sort((one, other) => byNumber(one.shopId, other.shopId));
};

const configItem = async ({ dynamodb, names: { configTable } }: Session, PK: string) =>
  (await dynamodb.send(new GetCommand({ TableName: configTable, Key: { PK }, ConsistentRead: true }))).Item;

export const readShops = async (session: Session): Promise<ShopView[]> => {
  const [stock, config, own] = await Promise.all([
    readStock(session),
    configItem(session, CONFIG_KEYS.config),
    configItem(session, CONFIG_KEYS.orderProcessor),
  ]);
  return shopsOf(stock, parseConfigItem('config', config), parseConfigItem('orderProcessor', own).shops);
};

/** Opens or closes one shop; what else its item says stays. The stages learn it when their copy of the settings has grown old. */
export const setStoreOpen = async (session: Session, shopId: string, open: boolean): Promise<void> => {
  const item = await configItem(session, CONFIG_KEYS.orderProcessor);
  const shops = (item?.shops ?? {}) as Readonly<Record<string, object>>;
  await session.dynamodb.send(
    new UpdateCommand({
      TableName: session.names.configTable,
      Key: { PK: CONFIG_KEYS.orderProcessor },
      UpdateExpression: 'SET shops = :shops',
      ExpressionAttributeValues: { ':shops': { ...shops, [shopId]: { ...shops[shopId], storeOpen: open } } },
    }),
  );
};
