import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
});
afterAll(() => watched.close());

test('somebody pauses the queues of the stages', async () => {
  const { account, traffic } = watched;
  traffic.change({ leave: true });
  await watched.raise(['payment-oldest-message', 'inventory-oldest-message', 'fulfillment-oldest-message'], {
    begin: () => account.setPolling(false),
    end: () => account.setPolling(true),
  });
});

test('and the alarms are over when they are polled again', () => watched.allOver());
