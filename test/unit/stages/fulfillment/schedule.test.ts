import { NEW_KITCHEN } from '../../../../stages/fulfillment/kitchen';
import {
  cancelled,
  delivered,
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenScheduled,
  givenValidated,
  handedOver,
  permanent,
  published,
} from '../kit';

describe('Inventory Allocated', () => {
  it('gives the order a ticket, a start and a ready time', () => {
    const story = givenAllocated().atFulfillment('Inventory Allocated');

    expect(published(story)).toEqual(['Delivery Scheduled']);
    expect(detailOf(story, 'Delivery Scheduled')).toMatchObject({
      ticket: 1,
      day: '2026-11-24',
      startsAt: '2026-11-24T13:00:00.000Z',
      readyAt: '2026-11-24T13:01:30.000Z',
    });
    expect(story.kitchen.open).toEqual({ 'o-1': 'c-1' });
    expect(story.order.outcome).toBeUndefined();
  });

  it('twice publishes the same event, and gives and counts nothing', () => {
    expectReplay(givenScheduled(), (story) => story.atFulfillment('Inventory Allocated'));
  });

  it.each([
    ['the shop has closed since', { storeOpen: false }, 'SHOP_CLOSED', 'the shop has closed'],
    [
      'the kitchen is full',
      { maxOrdersInQueue: 2 },
      'KITCHEN_FULL',
      'the kitchen has 2 open orders, at most 2 are allowed',
    ],
    [
      'the customer has too many open orders',
      { maxOrdersPerUser: 1 },
      'TOO_MANY_OPEN_ORDERS',
      'customer c-1 has 1 open orders, at most 1 are allowed',
    ],
  ])('is rejected when %s; money and stock are owed back', (_, limits, code, message) => {
    const kitchen = { ...NEW_KITCHEN, open: { 'o-7': 'c-1', 'o-8': 'c-2' } };
    // The shop was open when it charged.
    const before = givenAllocated({ kitchen });
    const story = given({ kitchen, ...limits });
    [story.order, story.stock] = [before.order, before.stock];
    story.atFulfillment(delivered(before.event('Inventory Allocated')));

    expect(published(story)).toEqual(['Fulfillment Rejected']);
    expect(detailOf(story, 'Fulfillment Rejected')).toMatchObject({ code, message });
    expect(story.order).toMatchObject({
      outcome: 'failed',
      owes: ['refund', 'release'],
      ended: { stage: 'fulfillment', reason: `${code}: ${message}` },
    });
    expect(story.kitchen).toBe(kitchen);
    expectReplay(story, (again) => again.atFulfillment(delivered(before.event('Inventory Allocated'))));
  });

  it('just fits in', () => {
    const kitchen = { ...NEW_KITCHEN, open: { 'o-7': 'c-1' } };

    expect(published(givenScheduled({ kitchen, maxOrdersInQueue: 2, maxOrdersPerUser: 2 }))).toEqual([
      'Delivery Scheduled',
    ]);
  });

  it('of a cancelled order opens no ticket', () => {
    const story = givenAllocated().atPayment(cancelled()).atFulfillment('Inventory Allocated');

    expect(published(story)).toEqual([]);
    expect(story.kitchen.open).toEqual({});
  });

  it('is a permanent error for an order that has nothing reserved', () => {
    const spoofed = delivered(givenAllocated().event('Inventory Allocated'));

    expect(() => given().atFulfillment(spoofed)).toThrow(permanent('detail.orderId', 'o-1'));
    expect(() => givenValidated().atFulfillment(spoofed)).toThrow(permanent('detail.orderId', 'o-1'));
  });
});

describe('Order Ready', () => {
  it('fulfils a scheduled order and takes its ticket down', () => {
    const story = givenScheduled().afterSeconds(90).atFulfillment(handedOver());

    expect(published(story)).toEqual(['Order Fulfilled']);
    // Placed a minute before the story begins, ready 90 s into it.
    expect(detailOf(story, 'Order Fulfilled')).toMatchObject({ latencyMs: 150_000, withinSla: true });
    expect(story.order).toMatchObject({ outcome: 'fulfilled', owes: [] });
    expect(story.kitchen.open).toEqual({});
    expect(story.counted).toMatchObject({
      orders_fulfilled: 1,
      revenue_USD: 900,
      latency_ms_sum: 150_000,
      latency_le_300: 1,
      within_sla: 1,
    });
  });

  it.each([
    [840, true],
    [841, false],
  ])('%i s into the story is within 15 minutes: %s', (seconds, withinSla) => {
    const story = givenScheduled().afterSeconds(seconds).atFulfillment(handedOver());

    expect(detailOf(story, 'Order Fulfilled').withinSla).toBe(withinSla);
  });

  it('before the order was placed, by the clocks, took no time', () => {
    const story = givenScheduled().afterSeconds(-3600).atFulfillment(handedOver());

    expect(detailOf(story, 'Order Fulfilled').latencyMs).toBe(0);
  });

  it('before the order is scheduled is remembered, and the order fulfilled at once when it is', () => {
    const story = givenAllocated().atFulfillment(handedOver());
    expect(published(story)).toEqual([]);
    expect(story.last).toMatchObject({ outcome: 'remembered' });

    story.atFulfillment('Inventory Allocated');
    expect(published(story)).toEqual(['Delivery Scheduled', 'Order Fulfilled']);
    expect(story.kitchen.open).toEqual({});
    expectReplay(story, (again) => again.atFulfillment('Inventory Allocated'));
    expect(published(story.atFulfillment(handedOver({}, 'another-event')))).toEqual([]);
  });

  it('before anything is remembered all the way', () => {
    const story = given().atFulfillment(handedOver());

    expect(story.order.readied?.causedBy).toBe('order-ready-event');
    expect(story.order.outcome).toBeUndefined();
  });

  it('twice publishes the same event and counts nothing', () => {
    const story = givenScheduled().atFulfillment(handedOver());

    expectReplay(story, (again) => again.atFulfillment(handedOver({}, 'another-event')));
  });

  it('means nothing to an order that was cancelled', () => {
    const story = givenScheduled().atPayment(cancelled());
    const { order } = story;

    expect(published(story.atFulfillment(handedOver()))).toEqual([]);
    expect(story.order).toBe(order);
  });

  it('at another shop is a permanent error', () => {
    expect(() => givenScheduled().atFulfillment(handedOver({ shopId: 'soho' }))).toThrow(
      permanent('detail.shopId', 'soho'),
    );
  });
});
