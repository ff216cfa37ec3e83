import { cancelled, confirmed, created, delivered, handedOver } from '../../stages/events';
import {
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenDeclined,
  givenFulfilled,
  givenPaid,
  givenScheduled,
  givenValidated,
  published,
  type Scenario,
  type Steps,
} from '../../stages/scenario';

type Place = 'atPayment' | 'atInventory' | 'atFulfillment';
const ORDERS: Place[][] = [
  ['atPayment', 'atInventory', 'atFulfillment'],
  ['atPayment', 'atFulfillment', 'atInventory'],
  ['atInventory', 'atPayment', 'atFulfillment'],
  ['atInventory', 'atFulfillment', 'atPayment'],
  ['atFulfillment', 'atPayment', 'atInventory'],
  ['atFulfillment', 'atInventory', 'atPayment'],
];
const MOMENTS: [string, () => Scenario | Steps][] = [
  ['before it was created', () => given()],
  ['after it was confirmed, before it was created', () => given().atPayment(confirmed())],
  ['between charge and confirmation', () => givenPaid()],
  ['after it was validated', () => givenValidated()],
  ['after its stock was reserved', () => givenAllocated()],
  ['after it was scheduled', () => givenScheduled()],
];

describe.each(MOMENTS)('an order cancelled %s', (_, prepare) => {
  it.each(ORDERS)(
    'a cancelled order is undone by %s, %s and %s; the last of them publishes the final event',
    async (...places) => {
      const scenario = await prepare();
      const isPaid = scenario.order.charged !== undefined;
      const isReserved = scenario.order.allocated !== undefined;
      const finals: number[] = [];
      for (const place of places) {
        await scenario[place](cancelled());
        finals.push(published(scenario).filter((type) => type === 'Order Cancellation Completed').length);
      }

      expect(finals).toEqual([0, 0, 1]);
      expect(detailOf(scenario, 'Order Cancellation Completed').reason).toBe('customer left');
      expect(scenario.published.filter(({ type }) => type === 'Payment Refunded')).toHaveLength(isPaid ? 1 : 0);
      expect(scenario.published.filter(({ type }) => type === 'Inventory Released')).toHaveLength(isReserved ? 1 : 0);
      expect(scenario.order).toMatchObject({ outcome: 'cancelled', owes: [] });
      expect(scenario.order.expiration).toBeDefined();
      expect(scenario.stockOf('latte').available).toBe(100);
      expect(scenario.kitchen.open).toEqual({});
      expect(scenario.counted.orders_cancelled).toBe(1);
      const last = places.at(-1) ?? 'atPayment';
      await expectReplay(scenario, (again) => again[last](cancelled({}, 'another-event')));
    },
  );

  it('a cancelled order takes no further step', async () => {
    const scenario = await prepare().atPayment(cancelled());
    const { order } = scenario;
    if (!order.charged) expect(published(await scenario.atPayment(created()))).toEqual([]);

    expect(published(await scenario.atFulfillment(handedOver()))).toEqual([]);
    expect(scenario.order).toEqual(order);
  });
});

describe('a cancellation that comes after fulfilment', () => {
  it('a cancellation that comes after fulfilment is refused by payment, and by payment only', async () => {
    const scenario = await givenFulfilled();
    const { order } = scenario;

    expect(published(await scenario.atInventory(cancelled()))).toEqual([]);
    expect(published(await scenario.atFulfillment(cancelled()))).toEqual([]);
    expect(published(await scenario.atPayment(cancelled()))).toEqual(['Order Cancellation Refused']);
    expect(detailOf(scenario, 'Order Cancellation Refused').message).toContain('o-1');
    expect(scenario.order).toEqual(order);
  });

  it('a cancellation that comes after fulfilment is refused by one event, however often it comes', async () => {
    const scenario = await givenFulfilled().atPayment(cancelled());
    const first = detailOf(scenario, 'Order Cancellation Refused').metadata.eventId;

    await scenario.atPayment(cancelled({}, 'another-event'));
    expect(detailOf(scenario, 'Order Cancellation Refused').metadata.eventId).toBe(first);
  });
});

describe('a cancellation that comes after failure', () => {
  const kitchenFull = () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated');

  it.each<[string, () => Steps]>([
    ['in payment', () => givenDeclined()],
    ['in inventory', () => givenValidated({ stock: {} }).atInventory('Payment Validated')],
    ['in fulfillment', kitchenFull],
  ])('a cancellation after a failure %s changes nothing', async (_, prepare) => {
    const scenario = await prepare();
    const { order } = scenario;

    for (const place of ['atPayment', 'atInventory', 'atFulfillment'] as const) {
      expect(published(await scenario[place](cancelled()))).toEqual([]);
      expect(scenario.order).toEqual(order);
    }
  });

  it('a cancellation that comes after failure leaves what is owed to be paid by the rejection', async () => {
    const scenario = await kitchenFull().atPayment(cancelled()).atInventory(cancelled());

    expect(published(await scenario.atPayment('Fulfillment Rejected'))).toEqual(['Payment Refunded']);
    expect(published(await scenario.atInventory('Fulfillment Rejected'))).toEqual([
      'Inventory Released',
      'Order Failed',
    ]);
  });
});

describe('events that were on their way when the order was cancelled', () => {
  it('events that were on their way when the order was cancelled find it cancelled, and do nothing', async () => {
    const scenario = await givenValidated();
    const validated = delivered(scenario.event('Payment Validated'));
    await scenario.atInventory(cancelled()).atInventory(validated);

    expect(published(scenario)).toEqual([]);
    expect(scenario.order.allocated).toBeUndefined();
    expect(scenario.stockOf('latte').available).toBe(100);
  });
});
