import { anOrder, cancelled } from '../e2e/orders';
import { openWatchedShop, type WatchedShop } from './shop';

/** PutEvents takes ten at once. */
const ENTRIES = 10;
/** Of each order. */
const EVENTS = 300;
const STAGES = ['payment', 'inventory', 'fulfillment'];

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
  // Its orders would be groups of their own.
  await watched.traffic.stop();
});
afterAll(() => watched.close());

test('an order manager repeats events of two orders hundreds of times, while the stages get no concurrency', async () => {
  const { shop, account } = watched;
  // Two, as the messages of one would all be visible for a moment whenever their visibility timeout ends.
  const orders = [anOrder(), anOrder({ shopId: 'hells-kitchen' })];
  const functions = STAGES.map((stage) => `CoffeeShopOrderProcessor-${stage}`);
  await watched.raise(
    STAGES.map((stage) => `${stage}-stuck-groups`),
    {
      async begin() {
        for (const each of functions) await account.reserve(each, 0);
        for (let sent = 0; sent < EVENTS; sent += ENTRIES) {
          for (const order of orders) await shop.when(...Array.from({ length: ENTRIES }, () => cancelled(order)));
        }
      },
      async end() {
        for (const each of functions) await account.reserve(each);
      },
    },
  );
});

test('and the alarms are over when the stages work again', () => watched.allOver());
