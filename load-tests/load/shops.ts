import { BatchWriteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS, menuItem } from '../../contracts/tables/config-table';
import { type StockItem, stockKey } from '../../contracts/tables/counter-table';
import { COFFEE_SHOP_PROFILE } from '../traffic/profile';

export interface Tables {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly configTable: string;
  readonly counterTable: string;
}

/** More than any run sells. */
const UNITS_PER_PRODUCT = 1_000_000;
/** No order of a run is refused for want of room: a spike is to queue, not to be turned away. */
const ROOMY = { maxOrdersInQueue: 100_000, kitchen: { stations: 100, prepSecondsPerItem: 1 } };
const ITEMS_PER_WRITE = 25;
const WRITE_ATTEMPTS = 8;

type Item = Record<string, unknown>;

const config = async ({ dynamodb, configTable }: Tables, key: string): Promise<Item | undefined> =>
  (await dynamodb.send(new GetCommand({ TableName: configTable, Key: { PK: key }, ConsistentRead: true }))).Item;

/** @throws Error that names the first product which the profile's customers ask for and the menu lacks. */
const checkMenu = async (tables: Tables): Promise<void> => {
  const sold = new Set(
    menuItem.parse((await config(tables, CONFIG_KEYS.menu)) ?? { value: [] }).value.map(({ productId }) => productId),
  );
  const missing = COFFEE_SHOP_PROFILE.menu.find(({ productId }) => !sold.has(productId));
  if (!missing) return;
  throw new Error(
    `the menu in ${tables.configTable} lacks ${missing.productId} (${missing.name}), which the load's customers order: seed it with ` +
      'the profile of load-tests/traffic/profile.json, or load a stack of its own',
  );
};

const writeAll = async ({ dynamodb, counterTable }: Tables, items: readonly StockItem[]): Promise<void> => {
  for (let from = 0; from < items.length; from += ITEMS_PER_WRITE) {
    let left: object[] = items.slice(from, from + ITEMS_PER_WRITE).map((Item) => ({ PutRequest: { Item } }));
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt >= WRITE_ATTEMPTS) throw new Error(`${counterTable}: ${left.length} stock items stay unwritten`);
      const { UnprocessedItems } = await dynamodb.send(
        new BatchWriteCommand({ RequestItems: { [counterTable]: left as never } }),
      );
      left = UnprocessedItems?.[counterTable] ?? [];
      if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
    }
  }
};

/** Sets the `shops` of the processor's settings; what else is in them stays. */
const changeShops = async (tables: Tables, change: (shops: Item) => Item): Promise<void> => {
  const item = (await config(tables, CONFIG_KEYS.orderProcessor)) ?? { PK: CONFIG_KEYS.orderProcessor };
  const shops = change((item.shops as Item | undefined) ?? {});
  await tables.dynamodb.send(new PutCommand({ TableName: tables.configTable, Item: { ...item, shops } }));
};

/**
 * Opens shops for a run: with stock of every product, and room in their kitchens. No other shop and no other setting is touched.
 * @returns what takes their settings away again. Their stock stays, sold as it is: the orders table speaks of it.
 */
export const openOwnShops = async (tables: Tables, shopIds: readonly string[]): Promise<() => Promise<void>> => {
  await checkMenu(tables);
  await writeAll(
    tables,
    shopIds.flatMap((shopId) =>
      COFFEE_SHOP_PROFILE.menu.map(({ productId }) => ({
        PK: stockKey(shopId, productId),
        received: UNITS_PER_PRODUCT,
        available: UNITS_PER_PRODUCT,
        reserved: 0,
        sold: 0,
      })),
    ),
  );
  const own = new Set(shopIds);
  const close = () =>
    changeShops(tables, (shops) => Object.fromEntries(Object.entries(shops).filter(([shopId]) => !own.has(shopId))));
  await changeShops(tables, (shops) => ({ ...shops, ...Object.fromEntries(shopIds.map((id) => [id, ROOMY])) }));
  return close;
};
