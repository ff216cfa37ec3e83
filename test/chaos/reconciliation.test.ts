import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FAIR } from '@coffee-shop/aws-local/faults';
import { stockKey } from '../../contracts/tables/counter-table';
import { seededRandom } from '../../simulation/random';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import { CoffeeShops } from './harness/coffee-shops';
import { CREDENTIALS } from './harness/credentials';

const SHOPS = ['astoria', 'soho'];
const PRODUCTS = COFFEE_SHOP_PROFILE.menu.slice(0, 3).map(({ productId }) => productId);
const RUN_MS = 5 * 60_000;

let shops: CoffeeShops;
const lines: string[] = [];

beforeAll(async () => {
  shops = await CoffeeShops.open({ log: (line) => lines.push(line) });
});
afterAll(() => shops.close());

const RECONCILIATION = 'CoffeeShopOrderProcessor-reconciliation';

/** A good order of one piece, confirmed. */
const place = (orderId: string, number: number): void => {
  const order = { orderId, shopId: SHOPS[number % SHOPS.length] ?? '' };
  const items = [{ productId: PRODUCTS[number % PRODUCTS.length] ?? '', quantity: 1, unitPrice: 450 }];
  const payment = { token: 'pm_card_visa' };
  shops.publish('Order Created', { ...order, customerId: 'c-1', items, total: 450, currency: 'USD', payment });
  shops.publish('Order Confirmed', order);
};

/** The values of a metric, run by run. */
const measured = (name: string): number[] =>
  lines
    .map((line) => line.slice(line.indexOf('{')))
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .flatMap(({ [name]: value }) => (typeof value === 'number' ? [value] : []));

/** Writes a counter of the stock as somebody with a script does. */
const writeReceived = async (shopId: string, productId: string, received: number): Promise<void> => {
  const { variables, outputs } = shops.environment;
  const database = new DynamoDBClient({
    endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    ...CREDENTIALS,
  });
  await DynamoDBDocumentClient.from(database).send(
    new UpdateCommand({
      TableName: outputs.CoffeeShopOrderProcessor?.CounterTableName,
      Key: { PK: stockKey(shopId, productId) },
      UpdateExpression: 'SET received = :received',
      ExpressionAttributeValues: { ':received': received },
    }),
  );
  database.destroy();
};

test('the scheduled reconciliation sees no difference in live traffic, one that somebody makes, and orders that nobody collects', async () => {
  const stock = SHOPS.flatMap((shopId) => PRODUCTS.map((productId) => ({ shopId, productId, received: 500 })));
  await shops.reset(stock);
  const random = seededRandom(6);
  // Reads of the reconciliation come between any two calls of the stages.
  shops.simulation.conductor = { ...FAIR, pick: (count) => Math.floor(random.next() * count) };
  lines.length = 0;
  const functionName = RECONCILIATION;
  for (let burst = 0; burst < 20; burst++) {
    shops.later(burst * 20_000, () => {
      for (let number = 0; number < 6; number++) place(`o-live-${burst}-${number}`, number);
      // In the midst of it, and not only every five minutes.
      shops.environment.lambda.invokeAsynchronously(functionName, {});
    });
  }
  await shops.simulation.pass(2 * RUN_MS);
  expect(measured('InventoryAccuracy').length).toBeGreaterThanOrEqual(20);
  expect(measured('InventoryAccuracy').every((percent) => percent === 100)).toBe(true);
  expect(Math.max(...measured('OrdersOpen'))).toBeGreaterThan(0);
  await shops.settle();

  // The foundation books a delivery on one of the two counters only.
  const [product = ''] = PRODUCTS;
  await writeReceived('soho', product, 600);
  shops.publish('Order Confirmed', { orderId: 'o-forgotten', shopId: 'soho' });
  lines.length = 0;
  await shops.simulation.pass(2 * 3_600_000 + 2 * RUN_MS);
  expect(measured('InventoryAccuracy').at(-1)).toBeCloseTo(100 * (1 - 1 / stock.length));
  expect(lines.some((line) => line.includes(`stock of ${product} in soho: available says`))).toBe(true);
  expect([measured('OrdersOpenTooLong')[0], measured('OrdersOpenTooLong').at(-1)]).toEqual([0, 1]);
});
