import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS, type OrderProcessorItem, type ShopConfigItem } from '../../contracts/tables/config-table';
import { type OrderPlan, shopIdsOf } from '../../simulation/traffic/plan';
import { ShopSettings } from '../../simulation/traffic/shop-settings';
import { stockShelves } from '../../simulation/traffic/stock-shelves';

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
  payment: { timeoutMs: 20_000, slowCallMs: 60_000, actionMinutes: 15, returnUrl: 'https://coffee.example/paid' },
  inventory: { lowStockThreshold: 10 },
  processing: { requireConfirmation: true },
  kitchen: { stations: 50, prepSecondsPerItem: 5, timeZone: 'America/New_York' },
  sla: { fulfilledWithinSeconds: 900 },
  shops: {},
};

/** The shops of a plan are all the shops that there are. */
const orderProcessorConfig = (plan: OrderPlan): OrderProcessorItem => ({
  ...ORDER_PROCESSOR_CONFIG,
  shopIds: shopIdsOf(plan),
});

/** Puts menu, settings and stock of a plan in place of what the foundation seeded. Call it before the first order. */
export const openShops = async (
  { dynamodb, configTable, counterTable }: ShopTables,
  plan: OrderPlan,
): Promise<void> => {
  const items = [
    { PK: CONFIG_KEYS.menu, value: plan.menu },
    { PK: CONFIG_KEYS.config, ...SHOP_CONFIG },
    { PK: CONFIG_KEYS.orderProcessor, ...orderProcessorConfig(plan) },
  ];
  await Promise.all([
    ...items.map((Item) => dynamodb.send(new PutCommand({ TableName: configTable, Item }))),
    stockShelves(dynamodb, counterTable, plan.stock),
  ]);
};

/** Closes one shop; the stages learn it when their copy of the settings has grown old. */
export const closeShop = async ({ dynamodb, configTable }: ShopTables, shopId: string): Promise<void> => {
  await new ShopSettings(dynamodb, configTable).give({ [shopId]: { storeOpen: false } });
};
