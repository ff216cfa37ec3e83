import {
  CAPTURED,
  confirmed,
  created,
  DECLINED,
  detailOf,
  expectReplay,
  given,
  givenPaid,
  givenValidated,
  permanent,
  published,
} from '../kit';

describe('Order Created', () => {
  it('charges the order', () => {
    const story = given().atPayment(created());

    expect(published(story)).toEqual(['Payment Processed']);
    expect(detailOf(story, 'Payment Processed')).toMatchObject({
      orderId: 'o-1',
      shopId: 'astoria',
      timestamp: '2026-11-24T13:00:00.000Z',
      paymentId: 'pi-1',
      status: 'PAID',
      amount: 900,
      currency: 'USD',
      metadata: { schemaVersion: 1, causationId: 'order-created-event' },
    });
    expect(story.order.outcome).toBeUndefined();
    expect(story.counted).toEqual({ payments_charged: 1 });
  });

  it('never keeps the card token', () => {
    const story = given().atPayment(created({ payment: { token: 'tok_of_the_customer' } }), confirmed());

    expect(JSON.stringify([story.order, story.published])).not.toContain('tok_of_the_customer');
  });

  it('fails the order for good when the card is declined', () => {
    const story = given().gatewayAnswers(DECLINED).atPayment(created());

    expect(published(story)).toEqual(['Payment Failed', 'Order Failed']);
    expect(detailOf(story, 'Payment Failed')).toMatchObject({
      code: 'CARD_DECLINED',
      message: 'the card was declined',
    });
    expect(detailOf(story, 'Order Failed')).toMatchObject({
      stage: 'payment',
      reason: 'CARD_DECLINED: the card was declined',
    });
    expect(story.order).toMatchObject({ outcome: 'failed', owes: [] });
    expect(story.order.charged).toBeUndefined();
    expect(story.counted).toEqual({ payments_declined: 1, orders_failed: 1 });
  });

  it('is not dropped from the table before 90 days after its end', () => {
    const { order } = given().gatewayAnswers(DECLINED).atPayment(created());

    expect(order.expiration).toBe(Date.UTC(2026, 10, 24 + 90, 13) / 1000);
  });

  describe('of an order that was confirmed before', () => {
    it('charges it and passes it on at once', () => {
      const story = given().atPayment(confirmed(), created());

      expect(published(story)).toEqual(['Payment Processed', 'Payment Validated']);
      expect(detailOf(story, 'Payment Validated')).toMatchObject({
        customerId: 'c-1',
        items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
        total: 900,
        currency: 'USD',
        placedAt: '2026-11-24T12:59:00Z',
      });
    });
  });

  it('passes a paid order on at once where no confirmation is required', () => {
    const story = given({ requireConfirmation: false }).atPayment(created());

    expect(published(story)).toEqual(['Payment Processed', 'Payment Validated']);
    expect(published(story.atPayment(confirmed()))).toEqual([]);
    expect(published(story.atPayment(confirmed()))).toEqual([]);
  });
});

describe('Order Created twice', () => {
  it('is the same order when a price of -0 has come back from the table as 0', () => {
    const items = (gift: number) => [
      { productId: 'latte', quantity: 1, unitPrice: 450 },
      { productId: 'scone', quantity: 1, unitPrice: gift },
    ];
    const story = given({}).atPayment(created({ items: items(0), total: 450 }));
    expect(published(story.atPayment(created({ items: items(-0), total: 450 })))).toEqual(['Payment Processed']);
  });

  it.each([
    ['a charged order', () => givenPaid()],
    ['a charged order that had been confirmed', () => given().atPayment(confirmed(), created())],
    ['a declined order', () => given().gatewayAnswers(DECLINED).atPayment(created())],
    ['a refused order', () => given({ storeOpen: false }).atPayment(created())],
  ])('publishes the same events of %s and counts nothing', (_, prepare) => {
    expectReplay(prepare(), (story) => story.gatewayAnswers(CAPTURED).atPayment(created({}, 'another-event')));
  });

  it('leaves the passing on to the confirmation that made it so', () => {
    expect(published(givenValidated().atPayment(created()))).toEqual(['Payment Processed']);
  });

  it('answers from what was done, whatever the shop has become', () => {
    const before = givenPaid();
    const closed = given({ storeOpen: false });
    closed.order = before.order;

    expect(closed.atPayment(created()).last?.events).toEqual(before.last?.events);
  });

  it('takes it for the same order in whatever order the table gives the fields of a line', () => {
    const story = givenPaid();
    const { snapshot } = story.order;
    if (!snapshot) throw new Error('a paid order has a snapshot');
    const items = snapshot.items.map(({ productId, quantity, unitPrice }) => ({ unitPrice, quantity, productId }));
    story.order = { ...story.order, snapshot: { ...snapshot, items } };

    expect(published(story.atPayment(created()))).toEqual(['Payment Processed']);
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
  ])('is a permanent error if its %s differs', (field, other, value) => {
    expect(() => givenPaid().atPayment(other)).toThrow(permanent(`detail.${field}`, value));
    expect(() => given().gatewayAnswers(DECLINED).atPayment(created(), other)).toThrow(
      permanent(`detail.${field}`, value),
    );
  });

  it('is a permanent error if it is for another shop', () => {
    expect(() => givenPaid().atPayment(created({ shopId: 'soho' }))).toThrow(permanent('detail.shopId', 'soho'));
  });
});
