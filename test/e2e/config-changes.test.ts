import { ours } from '../run/mode';
import { testOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, confirmed, created, type Order, ready } from './orders';

let shop: CoffeeShop;

beforeAll(async () => {
  // Ten times as fast: a stage reads its configuration every half minute.
  shop = await openCoffeeShop({ clockScale: 10 });
});
afterAll(() => shop.close());

const place = async (order: Order): Promise<Order> => {
  await shop.when(created(order));
  return order;
};

const complaints = (): { item: string; field: string; value: string }[] =>
  shop.log
    .filter((line) => line.includes('config item refused'))
    .map((line) => JSON.parse(line) as { item: string; field: string; value: string });

testOnlyHere(
  'it changes the settings of everybody',
  'a change counts for the next orders; an invalid one is refused loudly and the last good value stays',
  async () => {
    const unconfirmed = await place(anOrder());
    await shop.event(unconfirmed, 'Payment Processed');
    await shop.quiet();
    expect(shop.published(unconfirmed)).toEqual(['Payment Processed']);

    await shop.whenSettingsChange({ processing: { requireConfirmation: false } });
    await shop.event(await place(anOrder()), 'Delivery Scheduled');
    // What is charged already still waits for its customer.
    expect(shop.published(unconfirmed)).toEqual(['Payment Processed']);
    expect(complaints()).toEqual([]);

    await shop.whenSettingsChange({ processing: { requireConfirmation: 'sometimes' } });
    await shop.event(await place(anOrder()), 'Delivery Scheduled');
    expect(complaints()).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        service: 'payment',
        item: 'order-processor',
        field: 'processing.requireConfirmation',
        value: '"sometimes"',
      }),
    );

    await shop.whenSettingsChange({ processing: { requireConfirmation: true } });
    const waiting = await place(anOrder());
    await shop.event(waiting, 'Payment Processed');
    await shop.quiet();
    expect(shop.published(waiting)).toEqual(['Payment Processed']);
    await shop.when(confirmed(waiting), ready(waiting));
    expect((await shop.end(waiting)).type).toBe('Order Fulfilled');
  },
);

test('a shop that closes refuses new orders and hands over those that it has taken', async () => {
  const shopId = ours('hells-kitchen');
  await shop.givenStock(shopId, { p38: 10, p70: 10 });
  const taken = anOrder({ shopId });
  await shop.givenScheduled(taken);

  await shop.whenSettingsChange({ shops: { [shopId]: { storeOpen: false } } });

  const late = await place(anOrder({ shopId }));
  expect((await shop.event(late, 'Payment Failed')).detail).toMatchObject({ code: 'SHOP_CLOSED' });
  await shop.seenAtGateway(() => expect(shop.ledger(late)).toEqual([]));
  await shop.when(ready(taken));
  expect((await shop.end(taken)).type).toBe('Order Fulfilled');
});
