import { ours } from '../run/mode';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, confirmed, created, type Order, ready } from './orders';

let shop: CoffeeShop;

beforeAll(async () => {
  shop = await openCoffeeShop();
});
afterAll(() => shop.close());

const times = (order: Order, type: string): number => shop.published(order).filter((each) => each === type).length;

const expectFulfilledOnce = async (order: Order): Promise<void> => {
  expect((await shop.end(order)).type).toBe('Order Fulfilled');
  await shop.quiet();
  await shop.seenAtGateway(() => {
    expect(shop.ledger(order)).toEqual(['opened', 'captured']);
    expect(shop.netCharge(order)).toBe(order.total);
  });
  expect(await shop.stock(order.shopId, 'p38')).toEqual({ available: 98, reserved: 0, sold: 2 });
  expect(await shop.openTickets(order.shopId)).toEqual([]);
};

const givenShop = async (name: string): Promise<Order> => {
  const shopId = ours(name);
  await shop.givenStock(shopId, { p38: 100, p70: 100 });
  return anOrder({ shopId });
};

describe('events that come early', () => {
  test('a confirmation that overtakes its order is remembered', async () => {
    const order = await givenShop('harlem');

    await shop.when(confirmed(order));
    await shop.orderOnce(order, ({ confirmed }) => confirmed !== undefined);
    await shop.when(created(order), ready(order));

    await expectFulfilledOnce(order);
  });

  test('a barista who is faster than the bus is remembered', async () => {
    const order = await givenShop('chelsea');

    await shop.when(ready(order));
    await shop.orderOnce(order, ({ readied }) => readied !== undefined);
    await shop.when(created(order), confirmed(order));

    await expectFulfilledOnce(order);
  });

  test('everything sent together five times over is one order, charged once', async () => {
    const order = await givenShop('soho');
    // The very same text each time: an event that is sent again has its first timestamp.
    const events = [created(order), confirmed(order), ready(order)];

    for (let time = 1; time <= 5; time++) await shop.when(...events);

    await expectFulfilledOnce(order);
    await shop.seenInside('the dead-letter queues hold others’ messages, too', async () => {
      for (const stage of ['Payment', 'Inventory', 'Fulfillment'])
        expect(await shop.depth(`${stage}DeadLetterQueueUrl`)).toBe(0);
    });
    const endings = shop.heard(order).filter(({ type }) => type === 'Order Fulfilled');
    // A replay may publish the end again, and then it is the same event.
    expect(new Set(endings.map(({ detail }) => JSON.stringify(detail))).size).toBe(1);
  });
});

describe('a cancellation', () => {
  const expectCancelled = async (order: Order): Promise<void> => {
    expect(await shop.end(order)).toMatchObject({
      type: 'Order Cancellation Completed',
      detail: { reason: 'customer left' },
    });
    await shop.quiet();
    expect(times(order, 'Order Cancellation Completed')).toBe(1);
    expect(times(order, 'Order Fulfilled') + times(order, 'Order Failed')).toBe(0);
    await shop.seenAtGateway(() => expect(shop.netCharge(order)).toBe(0));
    expect(await shop.stock(order.shopId, 'p38')).toEqual({ available: 100, reserved: 0, sold: 0 });
    expect(await shop.openTickets(order.shopId)).toEqual([]);
    expect(await shop.order(order)).toMatchObject({ outcome: 'cancelled', owes: [] });
  };

  test('that comes before the order keeps it from ever being charged', async () => {
    const order = await givenShop('tribeca');

    await shop.when(cancelled(order));
    await shop.end(order);
    await shop.when(created(order), confirmed(order), ready(order));

    await expectCancelled(order);
    await shop.seenAtGateway(() => expect(shop.ledger(order)).toEqual([]));
  });

  test('that comes after the charge gives the money back', async () => {
    const order = await givenShop('nolita');
    await shop.givenPaid(order);

    await shop.when(cancelled(order));

    await expectCancelled(order);
    await shop.seenAtGateway(() => expect(shop.ledger(order)).toEqual(['opened', 'captured', 'refunded']));
    expect(times(order, 'Payment Refunded')).toBe(1);
  });

  test('that comes after scheduling gives money and stock back and takes the ticket down', async () => {
    const order = await givenShop('bowery');
    await shop.givenScheduled(order);

    await shop.when(cancelled(order));

    await expectCancelled(order);
    await shop.seenAtGateway(() => expect(shop.ledger(order)).toEqual(['opened', 'captured', 'refunded']));
    expect(times(order, 'Inventory Released')).toBe(1);
  });

  test('that comes together with everything else leaves one outcome, and money and stock agree with it', async () => {
    const order = await givenShop('gramercy');

    await shop.when(created(order), confirmed(order), cancelled(order), ready(order));

    await shop.end(order);
    await shop.quiet();
    const isFulfilled = (await shop.order(order))?.outcome === 'fulfilled';
    expect(times(order, 'Order Fulfilled')).toBe(isFulfilled ? 1 : 0);
    expect(times(order, 'Order Cancellation Completed')).toBe(isFulfilled ? 0 : 1);
    expect(times(order, 'Order Cancellation Refused')).toBe(isFulfilled ? 1 : 0);
    await shop.seenAtGateway(() => expect(shop.netCharge(order)).toBe(isFulfilled ? order.total : 0));
    expect(await shop.stock(order.shopId, 'p38')).toEqual(
      isFulfilled ? { available: 98, reserved: 0, sold: 2 } : { available: 100, reserved: 0, sold: 0 },
    );
    expect(await shop.openTickets(order.shopId)).toEqual([]);
  });

  test('that comes after fulfilment is refused, once', async () => {
    const order = await givenShop('inwood');
    await shop.givenFulfilled(order);

    await shop.when(cancelled(order));

    await shop.event(order, 'Order Cancellation Refused');
    await shop.quiet();
    expect(times(order, 'Order Cancellation Refused')).toBe(1);
    expect(times(order, 'Order Cancellation Completed')).toBe(0);
    await expectFulfilledOnce(order);
  });
});
