import { anOrder, cancelled, type Order } from '../e2e/orders';
import { openWatchedShop, type WatchedShop } from './shop';
import { fullName } from './stack-alarms';

/** PutEvents takes ten at once. */
const ENTRIES = 10;
/** Of each order. */
const EVENTS = 300;
const STAGES = ['payment', 'inventory', 'fulfillment'];

const repeated = (order: Order) => Array.from({ length: ENTRIES }, () => cancelled(order));

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
  // Its orders would be groups of their own.
  await watched.traffic.stop();
});
afterAll(() => watched.close());

test('an order manager repeats events of two orders hundreds of times, while the stages get no concurrency', async () => {
  const { shop, account } = watched;
  const orders = [anOrder(), anOrder({ shopId: 'hells-kitchen' })];
  const functions = STAGES.map(fullName);
  await watched.raise(
    STAGES.map((stage) => `${stage}-stuck-groups`),
    {
      async begin() {
        for (const each of functions) await account.reserve(each, 0);
        for (const order of orders) {
          const requests = Array.from({ length: EVENTS / ENTRIES }, () => repeated(order));
          await Promise.all(requests.map((entries) => shop.when(...entries)));
          // Whenever a visibility timeout ends, nothing of its group is in flight for a moment: not of both at the same one.
          await shop.environment.clock.sleep(20_000);
        }
      },
      async end() {
        for (const each of functions) await account.reserve(each);
      },
    },
  );
});

test('and the alarms are over when the stages work again', () => watched.allOver());
