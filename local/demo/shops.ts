import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS, type OrderProcessorItem, type ShopConfigItem } from '../../contracts/tables/config-table';
import { type StockItem, stockKey } from '../../contracts/tables/counter-table';
import type { OrderPlan } from '../../load-tests/traffic/plan';

export interface ShopTables {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly configTable: string;
  readonly counterTable: string;
}

/** Room for every order of a run, so that a good order is never refused for want of it. */
const SHOP_CONFIG: ShopConfigItem = { storeOpen: true, maxOrdersInQueue: 100_000, maxOrdersPerUser: 100_000 };

/** Kitchens that keep up with the orders: the run is about the service, not about waiting for coffee. */
const ORDER_PROCESSOR_CONFIG: OrderProcessorItem = {
  // A timeout shrinks with the environment's clock; the gateway's simulator answers long before.
  payment: { timeoutMs: 20_000, slowCallMs: 60_000 },
  inventory: { lowStockThreshold: 10 },
  processing: { requireConfirmation: true },
  kitchen: { stations: 50, prepSecondsPerItem: 5, timeZone: 'America/New_York' },
  sla: { fulfilledWithinSeconds: 900 },
  shops: {},
};

const ITEMS_PER_WRITE = 25;

const stockItems = ({ stock }: OrderPlan): StockItem[] =>
  stock.map(({ shopId, productId, received }) => ({
    PK: stockKey(shopId, productId),
    received,
    available: received,
    reserved: 0,
    sold: 0,
  }));

/** Writes items in as few requests as it takes. @throws Error if some stay unwritten. */
const writeAll = async (
  dynamodb: DynamoDBDocumentClient,
  table: string,
  items: readonly StockItem[],
): Promise<void> => {
  for (let from = 0; from < items.length; from += ITEMS_PER_WRITE) {
    const batch = items.slice(from, from + ITEMS_PER_WRITE).map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteCommand({ RequestItems: { [table]: batch } }));
    const left = UnprocessedItems?.[table]?.length ?? 0;
    if (left > 0) throw new Error(`DynamoDB left ${left} stock items unwritten`);
  }
};

/** Puts menu, settings and stock of a plan in place of what the foundation seeded. Call it before the first order. */
export const openShops = async (
  { dynamodb, configTable, counterTable }: ShopTables,
  plan: OrderPlan,
): Promise<void> => {
  const items = [
    { PK: CONFIG_KEYS.menu, value: plan.menu },
    { PK: CONFIG_KEYS.config, ...SHOP_CONFIG },
    { PK: CONFIG_KEYS.orderProcessor, ...ORDER_PROCESSOR_CONFIG },
  ];
  await Promise.all([
    ...items.map((Item) => dynamodb.send(new PutCommand({ TableName: configTable, Item }))),
    writeAll(dynamodb, counterTable, stockItems(plan)),
  ]);
};

/** Closes one shop; the stages learn it when their copy of the settings has grown old. */
export const closeShop = async ({ dynamodb, configTable }: ShopTables, shopId: string): Promise<void> => {
  const Item = {
    PK: CONFIG_KEYS.orderProcessor,
    ...ORDER_PROCESSOR_CONFIG,
    shops: { [shopId]: { storeOpen: false } },
  };
  await dynamodb.send(new PutCommand({ TableName: configTable, Item }));
};
