import { managerEvent } from '../e2e/orders';
import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
});
afterAll(() => watched.close());

const STAGES = ['Payment', 'Inventory', 'Fulfillment'];

test('an event without a usable orderId is dead-lettered by the stages that take it', async () => {
  const { shop, account } = watched;
  await watched.raise(['payment-dlq', 'inventory-dlq', 'fulfillment-dlq'], {
    begin: () => shop.when(managerEvent('Order Cancelled', { orderId: 4711, shopId: 'astoria' })),
    end: () => account.purge(...STAGES.map((stage) => `${stage}DeadLetterQueueUrl`)),
  });
});

test('an event whose ids are too long for a message group is dead-lettered before the stages', async () => {
  const { shop, account } = watched;
  const tooLong = 'x'.repeat(101);
  await watched.raise(['payment-ingress-dlq', 'inventory-ingress-dlq', 'fulfillment-ingress-dlq'], {
    begin: () => shop.when(managerEvent('Order Cancelled', { orderId: tooLong, shopId: tooLong, reason: 'left' })),
    end: () => account.purge(...STAGES.map((stage) => `${stage}IngressDeadLetterQueueUrl`)),
  });
});

test('and the alarms are over when the queues are empty', () => watched.allOver());
