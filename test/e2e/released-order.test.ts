import { sessionOn } from '../../local/console/session';
import { shellVariables } from '../../local/shell-variables';
import { redrivePart } from '../../ops/dlq/redrive-part';
import { releaseOrder } from '../../ops/order/release';
import { describeOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, confirmed, created, HOME, ready } from './orders';
import { lettersOf, paymentLetters } from './payment-letters';

const agree = async (): Promise<void> => undefined;

describeOnlyHere(
  'it reads and redrives dead letters as the commands do',
  'an event of another shop that came first',
  () => {
    let shop: CoffeeShop;
    let session: ReturnType<typeof sessionOn>;
    beforeAll(async () => {
      // Ten times as fast: a letter that a command looks at may be held for a minute.
      shop = await openCoffeeShop({ clockScale: 10 });
      session = sessionOn(shop.environment, shellVariables(shop.environment));
    });
    afterAll(async () => {
      session.close();
      await shop.close();
    });

    test('a cancellation bars the order until an operator releases its id; then it is fulfilled', async () => {
      const order = anOrder();
      await shop.when(cancelled({ ...order, shopId: 'soho' }));
      expect((await shop.end(order)).type).toBe('Order Cancellation Completed');

      await shop.when(created(order), confirmed(order));
      const reason = `detail.shopId: order ${order.orderId} belongs to shop soho, got ${HOME}`;
      expect((await lettersOf(session, order, 2)).map((letter) => letter.reason)).toEqual([reason, reason]);
      expect(shop.ledger(order)).toEqual([]);

      await releaseOrder(session, order.orderId, agree);
      expect(await shop.order(order)).toBeUndefined();
      await redrivePart(session, paymentLetters(session), order);
      await shop.event(order, 'Delivery Scheduled');
      await expect(releaseOrder(session, order.orderId, agree)).rejects.toThrow('was created at');
      await shop.when(ready(order));
      expect((await shop.event(order, 'Order Fulfilled')).detail).toMatchObject({ shopId: HOME });
      expect(shop.netCharge(order)).toBe(order.total);
    });

    test.each([
      ['Order Confirmed', confirmed],
      ['Order Ready', ready],
    ])('an %s does not bar it', async (_, early) => {
      const order = anOrder();
      await shop.when(early({ ...order, shopId: 'soho' }));
      await shop.orderOnce(order, ({ shopId }) => shopId === 'soho');

      await shop.when(created(order), confirmed(order));
      await shop.event(order, 'Delivery Scheduled');
      await shop.when(ready(order));
      expect((await shop.end(order)).type).toBe('Order Fulfilled');
      expect(shop.netCharge(order)).toBe(order.total);
    });
  },
);
