import { cancelled, confirmed } from '../../../stages/events';
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

describe('confirming', () => {
  it('Order Confirmed passes a paid order on', async () => {
    const scenario = await givenPaid().atPayment(confirmed());

    expect(published(scenario)).toEqual(['Payment Validated']);
    expect(detailOf(scenario, 'Payment Validated')).toMatchObject({
      customerId: 'c-1',
      items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
      total: 900,
      placedAt: '2026-11-24T12:59:00Z',
      metadata: { causationId: 'order-confirmed-event' },
    });
  });

  it('Order Confirmed is remembered for an order that is not known yet', async () => {
    const scenario = await given().atPayment(confirmed());

    expect(published(scenario)).toEqual([]);
    expect(scenario.last).toMatchObject({ outcome: 'remembered', replay: false });
    expect(scenario.order.confirmed).toEqual({ at: '2026-11-24T13:00:00.000Z', causedBy: 'order-confirmed-event' });
  });

  it('Order Confirmed twice publishes the same event and counts nothing', async () => {
    await expectReplay(givenValidated(), (scenario) => scenario.atPayment(confirmed({}, 'another-event')));
  });

  it('Order Confirmed twice before the order is known stays remembered', async () => {
    await expectReplay(given().atPayment(confirmed()), (scenario) =>
      scenario.atPayment(confirmed({}, 'another-event')),
    );
  });

  it.each([
    ['failed', () => givenDeclined()],
    ['cancelled', () => given().atPayment(cancelled())],
  ])('Order Confirmed means nothing to an order that has %s', async (_, prepare) => {
    const scenario = await prepare();
    const { order } = scenario;

    expect(published(await scenario.atPayment(confirmed()))).toEqual([]);
    expect(scenario.order).toEqual(order);
  });

  it('Order Confirmed of another shop is a permanent error', async () => {
    await expect(givenPaid().atPayment(confirmed({ shopId: 'soho' }))).rejects.toThrow(
      permanent('detail.shopId', 'soho'),
    );
  });
});
