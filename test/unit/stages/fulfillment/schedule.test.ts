import { NEW_KITCHEN } from '../../../../stages/fulfillment/kitchen';
import { cancelled, delivered, handedOver } from '../../../stages/events';
import {
  detailOf,
  expectReplay,
  given,
  givenAllocated,
  givenScheduled,
  givenValidated,
  permanent,
  published,
  unfounded,
} from '../../../stages/scenario';

describe('scheduling', () => {
  it('Inventory Allocated gives the order a ticket, a start and a ready time', async () => {
    const scenario = await givenAllocated().atFulfillment('Inventory Allocated');

    expect(published(scenario)).toEqual(['Delivery Scheduled']);
    expect(detailOf(scenario, 'Delivery Scheduled')).toMatchObject({
      ticket: 1,
      day: '2026-11-24',
      startsAt: '2026-11-24T13:00:00.000Z',
      readyAt: '2026-11-24T13:01:30.000Z',
    });
    expect(scenario.kitchen.open).toEqual({ 'o-1': 'c-1' });
    expect(scenario.order.outcome).toBeUndefined();
  });

  it('Inventory Allocated twice publishes the same event, and gives and counts nothing', async () => {
    await expectReplay(givenScheduled(), (scenario) => scenario.atFulfillment('Inventory Allocated'));
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
  ])('Inventory Allocated is rejected when %s; money and stock are owed back', async (_, limits, code, message) => {
    const kitchen = { ...NEW_KITCHEN, open: { 'o-7': 'c-1', 'o-8': 'c-2' } };
    // The shop was open when it charged.
    const before = await givenAllocated({ kitchen });
    const scenario = given({ kitchen, ...limits });
    scenario.store(before.order);
    await scenario.atFulfillment(delivered(before.event('Inventory Allocated')));

    expect(published(scenario)).toEqual(['Fulfillment Rejected']);
    expect(detailOf(scenario, 'Fulfillment Rejected')).toMatchObject({ code, message });
    expect(scenario.order).toMatchObject({
      outcome: 'failed',
      owes: ['refund', 'release'],
      ended: { stage: 'fulfillment', reason: `${code}: ${message}` },
    });
    expect(scenario.kitchen).toEqual({ ...kitchen, version: 1 });
    await expectReplay(scenario, (again) => again.atFulfillment(delivered(before.event('Inventory Allocated'))));
  });

  it('an order that just fits into the kitchen is scheduled', async () => {
    const kitchen = { ...NEW_KITCHEN, open: { 'o-7': 'c-1' } };

    expect(published(await givenScheduled({ kitchen, maxOrdersInQueue: 2, maxOrdersPerUser: 2 }))).toEqual([
      'Delivery Scheduled',
    ]);
  });

  it('Inventory Allocated of a cancelled order opens no ticket', async () => {
    const scenario = await givenAllocated().atPayment(cancelled()).atFulfillment('Inventory Allocated');

    expect(published(scenario)).toEqual([]);
    expect(scenario.kitchen.open).toEqual({});
  });

  it('Inventory Allocated is a permanent error for an order that has nothing reserved', async () => {
    const spoofed = delivered((await givenAllocated()).event('Inventory Allocated'));

    await expect(given().atFulfillment(spoofed)).rejects.toThrow(unfounded());
    await expect(givenValidated().atFulfillment(spoofed)).rejects.toThrow(unfounded());
  });
});

describe('handing over', () => {
  it('Order Ready fulfils a scheduled order and takes its ticket down', async () => {
    const scenario = await givenScheduled().afterSeconds(90).atFulfillment(handedOver());

    expect(published(scenario)).toEqual(['Order Fulfilled']);
    // Placed a minute before the scenario begins, ready 90 s into it.
    expect(detailOf(scenario, 'Order Fulfilled')).toMatchObject({ latencyMs: 150_000, withinSla: true });
    expect(scenario.order).toMatchObject({ outcome: 'fulfilled', owes: [] });
    expect(scenario.kitchen.open).toEqual({});
    expect(scenario.counted).toMatchObject({
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
  ])('Order Ready %i s into the scenario is within 15 minutes: %s', async (seconds, withinSla) => {
    const scenario = await givenScheduled().afterSeconds(seconds).atFulfillment(handedOver());

    expect(detailOf(scenario, 'Order Fulfilled').withinSla).toBe(withinSla);
  });

  it('Order Ready before the order was placed, by the clocks, took no time', async () => {
    const scenario = await givenScheduled().afterSeconds(-3600).atFulfillment(handedOver());

    expect(detailOf(scenario, 'Order Fulfilled').latencyMs).toBe(0);
  });

  it('Order Ready before the order is scheduled is remembered, and the order fulfilled at once when it is', async () => {
    const scenario = await givenAllocated().atFulfillment(handedOver());
    expect(published(scenario)).toEqual([]);
    expect(scenario.last).toMatchObject({ outcome: 'remembered' });

    await scenario.atFulfillment('Inventory Allocated');
    expect(published(scenario)).toEqual(['Delivery Scheduled', 'Order Fulfilled']);
    expect(scenario.kitchen.open).toEqual({});
    await expectReplay(scenario, (again) => again.atFulfillment('Inventory Allocated'));
    expect(published(await scenario.atFulfillment(handedOver({}, 'another-event')))).toEqual([]);
  });

  it('Order Ready before anything is remembered all the way', async () => {
    const scenario = await given().atFulfillment(handedOver());

    expect(scenario.order.readied?.causedBy).toBe('order-ready-event');
    expect(scenario.order.outcome).toBeUndefined();
  });

  it('Order Ready twice publishes the same event and counts nothing', async () => {
    const scenario = await givenScheduled().atFulfillment(handedOver());

    await expectReplay(scenario, (again) => again.atFulfillment(handedOver({}, 'another-event')));
  });

  it('Order Ready means nothing to an order that was cancelled', async () => {
    const scenario = await givenScheduled().atPayment(cancelled());
    const { order } = scenario;

    expect(published(await scenario.atFulfillment(handedOver()))).toEqual([]);
    expect(scenario.order).toEqual(order);
  });

  it('Order Ready at another shop is a permanent error', async () => {
    await expect(givenScheduled().atFulfillment(handedOver({ shopId: 'soho' }))).rejects.toThrow(
      permanent('detail.shopId', 'soho'),
    );
  });
});
