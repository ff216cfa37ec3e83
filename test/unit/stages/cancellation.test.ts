import { availableOf } from '../../../stages/inventory/stock';
import {
  cancelled,
  confirmed,
  created,
  DECLINED,
  delivered,
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenFulfilled,
  givenPaid,
  givenScheduled,
  givenValidated,
  handedOver,
  published,
  type Story,
} from './kit';

type Place = 'atPayment' | 'atInventory' | 'atFulfillment';
const ORDERS: Place[][] = [
  ['atPayment', 'atInventory', 'atFulfillment'],
  ['atPayment', 'atFulfillment', 'atInventory'],
  ['atInventory', 'atPayment', 'atFulfillment'],
  ['atInventory', 'atFulfillment', 'atPayment'],
  ['atFulfillment', 'atPayment', 'atInventory'],
  ['atFulfillment', 'atInventory', 'atPayment'],
];
const MOMENTS: [string, () => Story][] = [
  ['before it was created', () => given()],
  ['after it was confirmed, before it was created', () => given().atPayment(confirmed())],
  ['between charge and confirmation', () => givenPaid()],
  ['after it was validated', () => givenValidated()],
  ['after its stock was reserved', () => givenAllocated()],
  ['after it was scheduled', () => givenScheduled()],
];

describe.each(MOMENTS)('an order cancelled %s', (_, prepare) => {
  it.each(ORDERS)('is undone by %s, %s and %s; the last of them says so', (...places) => {
    const story = prepare();
    const isPaid = story.order.charged !== undefined;
    const isReserved = story.order.allocated !== undefined;
    const finals = places.map((place) => {
      story[place](cancelled());
      return published(story).filter((type) => type === 'Order Cancellation Completed').length;
    });

    expect(finals).toEqual([0, 0, 1]);
    expect(detailOf(story, 'Order Cancellation Completed').reason).toBe('customer left');
    expect(story.published.filter(({ type }) => type === 'Payment Refunded')).toHaveLength(isPaid ? 1 : 0);
    expect(story.published.filter(({ type }) => type === 'Inventory Released')).toHaveLength(isReserved ? 1 : 0);
    expect(story.order).toMatchObject({ outcome: 'cancelled', owes: [] });
    expect(story.order.expiration).toBeDefined();
    expect(availableOf(story.stock, 'latte')).toBe(100);
    expect(story.kitchen.open).toEqual({});
    expect(story.counted.orders_cancelled).toBe(1);
    const last = places.at(-1) ?? 'atPayment';
    expectReplay(story, (again) => again[last](cancelled({}, 'another-event')));
  });

  it('takes no further step', () => {
    const story = prepare().atPayment(cancelled());
    const { order } = story;
    if (!order.charged) expect(published(story.atPayment(created()))).toEqual([]);

    expect(published(story.atFulfillment(handedOver()))).toEqual([]);
    expect(story.order).toBe(order);
  });
});

describe('a cancellation that comes after fulfilment', () => {
  it('is refused by payment, and by payment only', () => {
    const story = givenFulfilled();
    const { order } = story;

    expect(published(story.atInventory(cancelled()))).toEqual([]);
    expect(published(story.atFulfillment(cancelled()))).toEqual([]);
    expect(published(story.atPayment(cancelled()))).toEqual(['Order Cancellation Refused']);
    expect(detailOf(story, 'Order Cancellation Refused').message).toContain('o-1');
    expect(story.order).toBe(order);
  });

  it('is refused by one event, however often it comes', () => {
    const story = givenFulfilled().atPayment(cancelled());
    const first = detailOf(story, 'Order Cancellation Refused').metadata.eventId;

    story.atPayment(cancelled({}, 'another-event'));
    expect(detailOf(story, 'Order Cancellation Refused').metadata.eventId).toBe(first);
  });
});

describe('a cancellation that comes after failure', () => {
  const kitchenFull = () => givenAllocated({ maxOrdersInQueue: 0 }).atFulfillment('Inventory Allocated');

  it.each<[string, () => Story]>([
    ['in payment', () => given().gatewayAnswers(DECLINED).atPayment(created())],
    ['in inventory', () => givenValidated({ stock: {} }).atInventory('Payment Validated')],
    ['in fulfillment', kitchenFull],
  ])('%s changes nothing', (_, prepare) => {
    const story = prepare();
    const { order } = story;

    for (const place of ['atPayment', 'atInventory', 'atFulfillment'] as const) {
      expect(published(story[place](cancelled()))).toEqual([]);
      expect(story.order).toBe(order);
    }
  });

  it('leaves what is owed to be paid by the rejection', () => {
    const story = kitchenFull().atPayment(cancelled()).atInventory(cancelled());

    expect(published(story.atPayment('Fulfillment Rejected'))).toEqual(['Payment Refunded']);
    expect(published(story.atInventory('Fulfillment Rejected'))).toEqual(['Inventory Released', 'Order Failed']);
  });
});

describe('events that were on their way when the order was cancelled', () => {
  it('find it cancelled, and do nothing', () => {
    const story = givenValidated();
    const validated = delivered(story.event('Payment Validated'));
    story.atInventory(cancelled()).atInventory(validated);

    expect(published(story)).toEqual([]);
    expect(story.order.allocated).toBeUndefined();
    expect(availableOf(story.stock, 'latte')).toBe(100);
  });
});
