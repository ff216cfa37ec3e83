import { LIVE_RATE_LIMITS } from '../../simulation/stripe/rate-limits';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import { CoffeeShops } from './harness/coffee-shops';

const SHOPS = ['astoria', 'soho', 'harlem', 'chelsea'];
const PRODUCT_ID = COFFEE_SHOP_PROFILE.menu[0]?.productId ?? '';

/** Twenty orders per second, which come sixty at a time. */
const BURST = 60;
const BURST_EVERY_MS = 3_000;
const BURSTS = 4;

let shops: CoffeeShops;

beforeAll(async () => {
  shops = await CoffeeShops.open();
});
afterAll(() => shops.close());

const place = (number: number): void => {
  const order = { orderId: `o-${number}`, shopId: SHOPS[number % SHOPS.length] ?? '' };
  const items = [{ productId: PRODUCT_ID, quantity: 1, unitPrice: 450 }];
  const payment = { token: 'pm_card_visa' };
  shops.publish('Order Created', { ...order, customerId: `c-${number}`, items, total: 450, currency: 'USD', payment });
  shops.publish('Order Confirmed', order);
};

test('twenty orders per second, in bursts, meet no rate limit of the gateway', async () => {
  await shops.reset(SHOPS.map((shopId) => ({ shopId, productId: PRODUCT_ID, received: 1_000 })));
  const { gateway } = shops.environment;
  gateway.setRateLimits(LIVE_RATE_LIMITS);
  for (let burst = 0; burst < BURSTS; burst++) {
    shops.later(burst * BURST_EVERY_MS, () => {
      for (let number = 0; number < BURST; number++) place(burst * BURST + number);
    });
  }
  await shops.settle();
  gateway.setRateLimits(undefined);
  const charged = shops.events.filter((event) => event['detail-type'] === 'Payment Processed');
  expect(charged).toHaveLength(BURSTS * BURST);
  expect(gateway.rateLimitRefusals).toBe(0);
});
