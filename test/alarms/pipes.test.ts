import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop({ mayBeDenied: true });
});
afterAll(() => watched.close());

test('somebody stops the pipes', async () => {
  const { pipes } = watched.shop.environment;
  watched.traffic.change({ leave: true });
  await watched.raise(['payment-pipe-stopped', 'inventory-pipe-stopped', 'fulfillment-pipe-stopped'], {
    begin: () => Promise.all(pipes.map((pipe) => pipe.stop())),
    end: () => {
      for (const pipe of pipes) pipe.start();
    },
  });
});

test('the queues of the stages let their pipes in no more', async () => {
  const { account } = watched;
  const queues = ['PaymentQueueUrl', 'InventoryQueueUrl', 'FulfillmentQueueUrl'];
  let restore: (() => Promise<void>)[] = [];
  await watched.raise(['payment-pipe-failures', 'inventory-pipe-failures', 'fulfillment-pipe-failures'], {
    async begin() {
      restore = await Promise.all(queues.map((queue) => account.denySending(queue)));
    },
    end: () => Promise.all(restore.map((each) => each())),
  });
});

test('and the alarms are over when they do', () => watched.allOver());
