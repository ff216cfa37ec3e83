import { sessionOn } from '../../local/console/session';
import { shellVariables } from '../../local/shell-variables';
import { retryRefund } from '../../ops/order/retry-refund';
import { putEntry } from '../../pipeline/events/put-entries';
import { checkDueEvent } from '../../pipeline/orders/check-due';
import { describeOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, type Order } from './orders';

jest.setTimeout(90_000);

describeOnlyHere('it takes a refund that fails at the simulator', 'a refund that failed late', () => {
  let shop: CoffeeShop;
  beforeAll(async () => {
    shop = await openCoffeeShop();
  });
  afterAll(() => shop.close());

  /** An order that was cancelled and refunded. @returns its intent. */
  const givenRefunded = async (order: Order): Promise<string> => {
    await shop.givenPaid(order);
    await shop.when(cancelled(order));
    await shop.end(order);
    const { payment } = await shop.orderOnce(order, ({ refunded }) => refunded !== undefined);
    return payment?.intentId ?? '';
  };

  test('is asked for again by an operator, once it is known to have failed', async () => {
    const order = anOrder();
    const paymentId = await givenRefunded(order);
    const { refunds } = shop.environment.gateway.payments;
    const failed = refunds.newestFirst().find((refund) => refund.paymentId === paymentId)?.id ?? '';
    const session = sessionOn(shop.environment, shellVariables(shop.environment));
    const confirmed = async (): Promise<void> => undefined;
    await expect(retryRefund(session, order.orderId, confirmed)).rejects.toThrow('has no refund that failed');

    refunds.settle(failed, 'failed');
    expect(shop.netCharge(order)).toBeGreaterThan(0);
    await shop.when(putEntry(checkDueEvent({ ...order, paymentId }, 'a test', shop.environment.clock.now()), ''));
    await shop.event(order, 'Payment Refund Failed');

    await retryRefund(session, order.orderId, confirmed);
    const { refunded, outcome } = await shop.orderOnce(
      order,
      (stored) => stored.refunded !== undefined && stored.refunded.refundId !== failed,
    );
    expect(outcome).toBe('cancelled');
    expect(refunded?.refundId).toMatch(/^re_/);
    expect(shop.netCharge(order)).toBe(0);
    await expect(retryRefund(session, order.orderId, confirmed)).rejects.toThrow('after its refund had failed');
    session.close();
  });
});
