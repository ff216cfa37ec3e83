import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MenuItem, OrderProcessorItem, ShopConfigItem } from '../../contracts/tables/config-table';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { parseStockKey } from '../../contracts/tables/counter-table';
import { readStock } from '../../ops/reconcile/read-tables';
import type { Session } from '../../ops/target/session';
import { UsageError } from '../../ops/terminal/usage-error';
import { ConfigItemError, type ConfigItemName, parseConfigItem } from '../../pipeline/config/items';
import type { Config } from '../../pipeline/config/settings';
import type { StoredStock } from '../../pipeline/reconcile/stock-differences';

export interface ShopView {
  readonly shopId: string;
  readonly open: boolean;
  /** What it has stock of. */
  readonly products: readonly string[];
  /** Products whose counters cannot be read: orders for them die. */
  readonly spoiled: readonly string[];
}

export interface ShopsView {
  readonly shops: readonly ShopView[];
  readonly menu: readonly Pick<MenuItem['value'][number], 'productId' | 'name'>[];
  /** Items of the config table that cannot be used: the stages go by the last good ones, which nobody else knows. */
  readonly configProblems: readonly string[];
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

/** What is in force if an item cannot be used, as far as that can be told: its defaults. */
const WITHOUT: Readonly<Record<ConfigItemName, object>> = { menu: { value: [] }, config: {}, orderProcessor: {} };

export const readShops = async (session: Session): Promise<ShopsView> => {
  const configProblems: string[] = [];
  const read = async <N extends ConfigItemName>(name: N): Promise<Config[N]> => {
    try {
      return parseConfigItem(name, await configItem(session, CONFIG_KEYS[name]));
    } catch (error) {
      if (!(error instanceof ConfigItemError)) throw error;
      configProblems.push(error.message);
      return parseConfigItem(name, WITHOUT[name]);
    }
  };
  const [stock, menu, config, own] = await Promise.all([
    readStock(session),
    read('menu'),
    read('config'),
    read('orderProcessor'),
  ]);
  return {
    shops: shopsOf(stock, config, own.shops),
    menu: menu.value.map(({ productId, name }) => ({ productId, name })),
    configProblems,
  };
};

const MAX_ATTEMPTS = 5;

const isObject = (value: unknown): value is Readonly<Record<string, object>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Opens or closes one shop; what else its item says stays. The stages learn it when their copy of the settings has grown old.
 * @throws UsageError if what the item holds cannot be added to, Error if somebody keeps changing it.
 */
export const setStoreOpen = async (session: Session, shopId: string, open: boolean): Promise<void> => {
  const PK = CONFIG_KEYS.orderProcessor;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const seen: unknown = (await configItem(session, PK))?.shops;
    const shops = seen ?? {};
    if (!isObject(shops))
      throw new UsageError(`${PK}: shops: must be an object, got ${JSON.stringify(seen)}: mend it first`);
    try {
      await session.dynamodb.send(
        new UpdateCommand({
          TableName: session.names.configTable,
          Key: { PK },
          UpdateExpression: 'SET shops = :shops',
          ConditionExpression: seen === undefined ? 'attribute_not_exists(shops)' : 'shops = :seen',
          ExpressionAttributeValues: {
            ':shops': { ...shops, [shopId]: { ...shops[shopId], storeOpen: open } },
            ...(seen !== undefined && { ':seen': seen }),
          },
        }),
      );
      return;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
  throw new Error(`${PK}: shops changed under every one of ${MAX_ATTEMPTS} attempts: try again`);
};
