import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { missingFromMenu } from '../../simulation/traffic/menu';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import { ShopSettings } from '../../simulation/traffic/shop-settings';
import { stockShelves } from '../../simulation/traffic/stock-shelves';

export interface Tables {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly configTable: string;
  readonly counterTable: string;
}

/** More than any run sells. */
const UNITS_PER_PRODUCT = 1_000_000;
/** No order of a run is refused for want of room: a spike is to queue, not to be turned away. */
const ROOMY = { maxOrdersInQueue: 100_000, kitchen: { stations: 100, prepSecondsPerItem: 1 } };

/** @throws Error that names the products which the profile's customers ask for and the menu lacks. */
const checkMenu = async ({ dynamodb, configTable }: Tables): Promise<void> => {
  const names = new Map(COFFEE_SHOP_PROFILE.menu.map(({ productId, name }) => [productId, name]));
  const [first, ...others] = await missingFromMenu(dynamodb, configTable, [...names.keys()]);
  if (first === undefined) return;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  throw new Error(
    `the menu in ${configTable} lacks ${first} (${names.get(first)})${more}, which the load's customers order: seed it with ` +
      'the profile of simulation/traffic/profile.json, or load a stack of its own',
  );
};

/**
 * Opens shops for a run: with stock of every product, and room in their kitchens. No other shop and no other setting is touched.
 * @returns what takes their settings away again. Their stock stays, sold as it is: the orders table speaks of it.
 */
export const openOwnShops = async (tables: Tables, shopIds: readonly string[]): Promise<() => Promise<void>> => {
  const { dynamodb, configTable, counterTable } = tables;
  await checkMenu(tables);
  const products = COFFEE_SHOP_PROFILE.menu.map(({ productId }) => productId);
  await stockShelves(
    dynamodb,
    counterTable,
    shopIds.flatMap((shopId) => products.map((productId) => ({ shopId, productId, received: UNITS_PER_PRODUCT }))),
  );
  const settings = new ShopSettings(dynamodb, configTable);
  try {
    await settings.give(Object.fromEntries(shopIds.map((shopId) => [shopId, ROOMY])));
  } catch (error) {
    await settings.takeBack();
    throw error;
  }
  return () => settings.takeBack();
};
