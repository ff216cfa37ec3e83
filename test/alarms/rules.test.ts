import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop({ mayBeDenied: true });
});
afterAll(() => watched.close());

/** Undoes what was done, the last first. */
const undo: (() => Promise<void>)[] = [];
const undoAll = async (): Promise<void> => {
  for (const each of undo.splice(0).reverse()) await each();
};

test('rules are not let in to their queue, or point at a function that is gone: what they cannot deliver is kept', async () => {
  const { account } = watched;
  await watched.raise(['delivery-failures', 'stage-rules-failed', 'other-rules-failed'], {
    async begin() {
      undo.push(await account.denySending('FulfillmentIngressQueueUrl'));
      undo.push(await account.misdirect('payment-watcher-minute'));
    },
    async end() {
      await undoAll();
      await account.purge('DeliveryFailureQueueUrl');
    },
  });
  await watched.allOver();
});

test('what they cannot deliver is not let in to the dead-letter queue either', async () => {
  const { account } = watched;
  await watched.raise(['stage-rules-lost-events', 'other-rules-lost-events'], {
    async begin() {
      undo.push(await account.denySending('DeliveryFailureQueueUrl'));
      undo.push(await account.denySending('FulfillmentIngressQueueUrl'));
      undo.push(await account.misdirect('payment-watcher-minute'));
    },
    end: undoAll,
  });
  await watched.allOver();
});
