import { cancelled, confirmed, created } from '../../../stages/events';
import {
  detailOf,
  expectReplay,
  given,
  givenDeclined,
  givenPaid,
  givenValidated,
  permanent,
  published,
} from '../../../stages/scenario';

describe('charging', () => {
  it('Order Created charges the order', async () => {
    const scenario = await given().atPayment(created());

    expect(published(scenario)).toEqual(['Payment Processed']);
    expect(detailOf(scenario, 'Payment Processed')).toMatchObject({
      orderId: 'o-1',
      shopId: 'astoria',
      timestamp: '2026-11-24T13:00:00.000Z',
      paymentId: 'pi-o-1-1',
      status: 'PAID',
      amount: 900,
      currency: 'USD',
      metadata: { schemaVersion: 1, causationId: 'order-created-event' },
    });
    expect(scenario.order.outcome).toBeUndefined();
    expect(scenario.counted).toEqual({ payments_charged: 1 });
  });

  it('Order Created never keeps the card token', async () => {
    const scenario = await given().atPayment(created({ payment: { token: 'tok_of_the_customer' } }), confirmed());

    expect(JSON.stringify([scenario.order, scenario.published])).not.toContain('tok_of_the_customer');
  });

  it('Order Created fails the order for good when the card is declined', async () => {
    const scenario = await givenDeclined();

    expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
    expect(detailOf(scenario, 'Payment Failed')).toMatchObject({
      code: 'CARD_DECLINED',
      message: 'the card was declined',
    });
    expect(detailOf(scenario, 'Order Failed')).toMatchObject({
      stage: 'payment',
      reason: 'CARD_DECLINED: the card was declined',
    });
    expect(scenario.order).toMatchObject({ outcome: 'failed', owes: [] });
    expect(scenario.order.charged).toBeUndefined();
    expect(scenario.counted).toEqual({ payments_declined: 1, orders_failed: 1 });
  });

  it('a failed order is not dropped from the table before 90 days after its end', async () => {
    const { order } = await givenDeclined();

    expect(order.expiration).toBe(Date.UTC(2026, 10, 24 + 90, 13) / 1000);
  });

  describe('after an early confirmation', () => {
    it('Order Created of an order that was confirmed before charges it and passes it on at once', async () => {
      const scenario = await given().atPayment(confirmed(), created());

      expect(published(scenario)).toEqual(['Payment Processed', 'Payment Validated']);
      expect(detailOf(scenario, 'Payment Validated')).toMatchObject({
        customerId: 'c-1',
        items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
        total: 900,
        currency: 'USD',
        placedAt: '2026-11-24T12:59:00Z',
      });
    });
  });

  it('Order Created passes a paid order on at once where no confirmation is required', async () => {
    const scenario = await given({ requireConfirmation: false }).atPayment(created());

    expect(published(scenario)).toEqual(['Payment Processed', 'Payment Validated']);
    expect(published(await scenario.atPayment(confirmed()))).toEqual([]);
    expect(published(await scenario.atPayment(confirmed()))).toEqual([]);
  });
});

describe('an order that is cancelled while its payment is opened', () => {
  it.each([
    ['in its own shop', cancelled()],
    ['by somebody who names another shop', cancelled({ shopId: 'soho' })],
  ])('%s leaves no open intent at the gateway, which nobody would ever confirm', async (_, cancellation) => {
    const { order } = await given().atPayment(cancellation);
    const scenario = given();
    scenario.beforeGateway = ({ method }) => {
      if (method === 'open') scenario.store(order);
    };
    await scenario.atPayment(created()).catch(() => undefined);
    expect(scenario.gatewayCalls.map(({ method }) => method)).toEqual(['open', 'cancel']);
  });
});

describe('charging again', () => {
  it('Order Created twice is the same order when a price of -0 has come back from the table as 0', async () => {
    const items = (gift: number) => [
      { productId: 'latte', quantity: 1, unitPrice: 450 },
      { productId: 'scone', quantity: 1, unitPrice: gift },
    ];
    const scenario = await given({}).atPayment(created({ items: items(0), total: 450 }));
    expect(published(await scenario.atPayment(created({ items: items(-0), total: 450 })))).toEqual([
      'Payment Processed',
    ]);
  });

  it.each([
    ['a charged order', () => givenPaid()],
    ['a charged order that had been confirmed', () => given().atPayment(confirmed(), created())],
    ['a declined order', () => givenDeclined()],
    ['a refused order', () => given({ storeOpen: false }).atPayment(created())],
  ])('Order Created twice publishes the same events of %s and counts nothing', async (_, prepare) => {
    await expectReplay(prepare(), (scenario) => scenario.atPayment(created({}, 'another-event')));
  });

  it('Order Created twice leaves the passing on to the confirmation that made it so', async () => {
    expect(published(await givenValidated().atPayment(created()))).toEqual(['Payment Processed']);
  });

  it('Order Created twice answers from what was done, whatever the shop has become', async () => {
    const before = await givenPaid();
    const closed = given({ storeOpen: false }).store(before.order);

    expect((await closed.atPayment(created())).last?.events).toEqual(before.last?.events);
  });

  it('Order Created twice takes it for the same order in whatever order the table gives the fields of a line', async () => {
    const scenario = await givenPaid();
    const { snapshot } = scenario.order;
    if (!snapshot) throw new Error('a paid order has a snapshot');
    const items = snapshot.items.map(({ productId, quantity, unitPrice }) => ({ unitPrice, quantity, productId }));
    scenario.store({ ...scenario.order, snapshot: { ...snapshot, items } });

    expect(published(await scenario.atPayment(created()))).toEqual(['Payment Processed']);
  });

  it.each([
    ['customerId', created({ customerId: 'c-2' }), '"c-2"'],
    ['total', created({ total: 901 }), '901'],
    ['currency', created({ currency: 'EUR' }), '"EUR"'],
    [
      'items',
      created({ items: [{ productId: 'scone', quantity: 2, unitPrice: 450 }] }),
      '[{"productId":"scone","quantity":2,"unitPrice":450}]',
    ],
  ])('Order Created twice is a permanent error if its %s differs', async (field, other, value) => {
    await expect(givenPaid().atPayment(other)).rejects.toThrow(permanent(`detail.${field}`, value));
    await expect(givenDeclined().atPayment(other)).rejects.toThrow(permanent(`detail.${field}`, value));
  });

  it('Order Created twice is a permanent error if it is for another shop', async () => {
    await expect(givenPaid().atPayment(created({ shopId: 'soho' }))).rejects.toThrow(
      permanent('detail.shopId', 'soho'),
    );
  });
});
