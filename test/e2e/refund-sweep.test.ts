import { scaledClock } from '@coffee-shop/aws-local/clock';
import { describeOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, type Order } from './orders';

jest.setTimeout(90_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const CLOCK_SCALE = 10;

/** In the last hour of a UTC day the refunds of that day are looked at, and it is not over before the tests are. */
const lateToday = (): number => Math.floor(Date.now() / DAY_MS) * DAY_MS + 23 * HOUR_MS;

describeOnlyHere(
  'it takes a clock of its own, and a refund that fails at the simulator',
  'refunds looked at again',
  () => {
    let shop: CoffeeShop;
    beforeAll(async () => {
      shop = await openCoffeeShop({ clock: scaledClock({ scale: CLOCK_SCALE, startMs: lateToday() }) });
    });
    afterAll(() => shop.close());

    /** The hourly rule, with all that the stack gave it but its period. */
    const whenSweptEvery = (scheduleExpression: string): void => {
      const { events } = shop.environment;
      const hourly = events.rules.list('default').find(({ name }) => name.endsWith('payment-watcher-refunds'));
      expect(hourly).toMatchObject({ scheduleExpression: 'rate(1 hour)' });
      if (hourly) events.rules.put({ ...hourly, scheduleExpression });
    };

    /** An order that was cancelled and refunded. @returns its intent. */
    const givenRefunded = async (order: Order): Promise<string> => {
      await shop.givenPaid(order);
      await shop.when(cancelled(order));
      await shop.end(order);
      const { payment } = await shop.orderOnce(order, () => shop.netCharge(order) === 0);
      return payment?.intentId ?? '';
    };

    const checksOf = (order: Order) => shop.heard(order).filter(({ type }) => type === 'Payment Check Due');

    test('one that failed after its order had ended is asked about, whenever it is seen, by one and the same event', async () => {
      const [good, bad] = [anOrder(), anOrder()];
      await givenRefunded(good);
      const paymentId = await givenRefunded(bad);
      const { refunds } = shop.environment.gateway.payments;
      const refund = refunds.newestFirst().find((each) => each.paymentId === paymentId);
      refunds.settle(refund?.id ?? '', 'failed');

      whenSweptEvery('rate(1 minute)');
      expect((await shop.event(bad, 'Payment Check Due')).detail).toMatchObject({ shopId: bad.shopId, paymentId });
      expect((await shop.event(bad, 'Payment Refund Failed')).detail).toMatchObject({ paymentId, status: 'failed' });
      while (checksOf(bad).length < 2) await shop.environment.clock.sleep(MINUTE_MS / 10);
      const ids = checksOf(bad).map(({ detail }) => (detail.metadata as { eventId: string }).eventId);
      expect(new Set(ids).size).toBe(1);
      expect(checksOf(good)).toEqual([]);
      await shop.quiet();
      expect(await shop.depth('PaymentDeadLetterQueueUrl')).toBe(0);
      expect(shop.log.filter((line) => line.includes('"RefundSweepFailures"'))).toEqual([]);
    });
  },
);
