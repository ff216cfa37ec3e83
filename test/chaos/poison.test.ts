import { FAIR, type Fate, type HandlerCall } from '@coffee-shop/aws-local/faults';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import { CoffeeShops } from './harness/coffee-shops';

const SHOP_ID = 'astoria';
const PRODUCT_ID = COFFEE_SHOP_PROFILE.menu[0]?.productId ?? '';
const POISON = 'o-poison';

let shops: CoffeeShops;

beforeAll(async () => {
  shops = await CoffeeShops.open();
});

afterAll(() => shops.close());

beforeEach(() => shops.reset([{ shopId: SHOP_ID, productId: PRODUCT_ID, received: 1_000 }]));

const place = (orderId: string): void => {
  const items = [{ productId: PRODUCT_ID, quantity: 1, unitPrice: 450 }];
  const order = { orderId, shopId: SHOP_ID };
  const payment = { token: 'pm_card_visa' };
  shops.publish('Order Created', { ...order, customerId: 'c-1', items, total: 450, currency: 'USD', payment });
  shops.publish('Order Confirmed', order);
};

/** Whatever inventory asks of DynamoDB about the poisonous order meets this fate. */
const poisonInventory = (fate: Fate): void => {
  const isPoisoned = ({ functionName, service, request }: HandlerCall): boolean =>
    functionName.endsWith('-inventory') && service === 'dynamodb' && request.body.includes(`order#${POISON}"`);
  shops.simulation.conductor = { ...FAIR, fateOf: (call) => (isPoisoned(call) ? fate : { kind: 'go' }) };
};

/** Six good orders beside a poisonous one; gives who died, and how many seconds the shop's stock was blocked. */
const poisoned = async (fate: Fate): Promise<{ dead: readonly string[]; blockedSeconds: number }> => {
  poisonInventory(fate);
  place(POISON);
  for (let neighbour = 1; neighbour <= 6; neighbour++) place(`o-neighbour-${neighbour}-${shops.nowMs}`);
  const startedMs = shops.nowMs;
  let allocatedMs = startedMs;
  const stop = shops.environment.events.onEvent((event) => {
    if (event['detail-type'] === 'Inventory Allocated') allocatedMs = shops.nowMs;
  });
  await shops.quiesce();
  stop();
  const dead = shops.deadLetters().map(({ body }) => String(JSON.parse(body).detail.orderId));
  return { dead: [...new Set(dead)], blockedSeconds: (allocatedMs - startedMs) / 1000 };
};

const bug = { status: 400, headers: {}, body: Buffer.from('{"__type":"ValidationException","message":"bug"}') };

describe('a poisonous message is the only one to be dead-lettered, its neighbours in the shop are fulfilled', () => {
  test('when it throws, within a minute', async () => {
    const { dead, blockedSeconds } = await poisoned({ kind: 'refuse', answer: bug });
    expect(dead).toEqual([POISON]);
    expect(blockedSeconds).toBeLessThan(60);
  });

  test('when it kills the process', async () => {
    expect((await poisoned({ kind: 'crash-before' })).dead).toEqual([POISON]);
  });

  test('when it runs into the timeout', async () => {
    expect((await poisoned({ kind: 'freeze', takesEffect: false })).dead).toEqual([POISON]);
  });

  test('and whoever was dead-lettered with it completes when all are redriven after the fix', async () => {
    await poisoned({ kind: 'crash-before' });
    await shops.settle();
    expect(shops.deadLetters()).toEqual([]);
    const fulfilled = shops.events.filter((event) => event['detail-type'] === 'Order Fulfilled');
    expect(new Set(fulfilled.map(({ detail }) => (detail as { orderId: string }).orderId)).size).toBe(7);
  });
});
