import {
  cancelled,
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

describe('Order Confirmed', () => {
  it('passes a paid order on', () => {
    const story = givenPaid().atPayment(confirmed());

    expect(published(story)).toEqual(['Payment Validated']);
    expect(detailOf(story, 'Payment Validated')).toMatchObject({
      customerId: 'c-1',
      items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
      total: 900,
      placedAt: '2026-11-24T12:59:00Z',
      metadata: { causationId: 'order-confirmed-event' },
    });
  });

  it('is remembered for an order that is not known yet', () => {
    const story = given().atPayment(confirmed());

    expect(published(story)).toEqual([]);
    expect(story.last).toMatchObject({ outcome: 'remembered', replay: false });
    expect(story.order.confirmed).toEqual({ at: '2026-11-24T13:00:00.000Z', causedBy: 'order-confirmed-event' });
  });

  it('twice publishes the same event and counts nothing', () => {
    expectReplay(givenValidated(), (story) => story.atPayment(confirmed({}, 'another-event')));
  });

  it('twice before the order is known stays remembered', () => {
    expectReplay(given().atPayment(confirmed()), (story) => story.atPayment(confirmed({}, 'another-event')));
  });

  it.each([
    ['failed', () => given().gatewayAnswers(DECLINED).atPayment(created())],
    ['cancelled', () => given().atPayment(cancelled())],
  ])('means nothing to an order that has %s', (_, prepare) => {
    const story = prepare();
    const { order } = story;

    expect(published(story.atPayment(confirmed()))).toEqual([]);
    expect(story.order).toBe(order);
  });

  it('of another shop is a permanent error', () => {
    expect(() => givenPaid().atPayment(confirmed({ shopId: 'soho' }))).toThrow(permanent('detail.shopId', 'soho'));
  });
});
