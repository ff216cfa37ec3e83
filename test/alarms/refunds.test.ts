import { putEntry } from '../../pipeline/events/put-entries';
import { checkDueEvent } from '../../pipeline/orders/check-due';
import { anOrder, cancelled } from '../e2e/orders';
import { openWatchedShop, type WatchedShop } from './shop';

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
});
afterAll(() => watched.close());

test('the gateway refuses for good to give money back', async () => {
  const { shop } = watched;
  const { refundsRefused } = shop.environment.gateway;
  const order = anOrder();
  await shop.givenPaid(order);
  await watched.raise(['refund-refused'], {
    async begin() {
      refundsRefused.add(order.orderId);
      await shop.when(cancelled(order));
    },
    end: () => refundsRefused.delete(order.orderId),
  });
});

test('a refund fails after its order has ended', async () => {
  const { shop } = watched;
  const { clock, gateway } = shop.environment;
  const order = anOrder();
  await shop.givenPaid(order);
  await shop.when(cancelled(order));
  await shop.end(order);
  const { payment } = await shop.orderOnce(order, ({ refunded }) => refunded !== undefined);
  const paymentId = payment?.intentId ?? '';
  const { refunds } = gateway.payments;
  await watched.raise(['refund-failed-late'], {
    async begin() {
      refunds.settle(refunds.newestFirst().find((refund) => refund.paymentId === paymentId)?.id ?? '', 'failed');
      // The daily sweep of refunds asks for the same look, within a day; with Stripe's events it is within seconds.
      await shop.when(putEntry(checkDueEvent({ ...order, paymentId }, 'a failed refund', clock.now()), ''));
    },
    end: () => shop.event(order, 'Payment Refund Failed'),
  });
});

test('and the alarms are over when no more are refused or fail', () => watched.allOver());
