import { cancelled, checkDue, confirmed, created, handedOver } from '../../../stages/events';
import {
  detailOf,
  given,
  givenFulfilled,
  givenValidated,
  published,
  type Scenario,
  type Steps,
} from '../../../stages/scenario';

const retry = (number: number) => {
  const check = checkDue(number);
  return { ...check, detail: { ...check.detail, retryRefund: true as const } };
};
const refundsAskedFor = ({ gatewayCalls }: Scenario): number =>
  gatewayCalls.filter(({ method }) => method === 'refund').length;
const undone = (steps: Steps) => steps.atInventory(cancelled()).atFulfillment(cancelled());
const givenRefunded = () => undone(given().atPayment(created(), cancelled()));

describe('a refund that fails after it was announced', () => {
  const givenFailed = () => givenRefunded().meanwhile('refund fails').atPayment(checkDue(1));

  it('is told to neighbours, and the end of the order stays', async () => {
    const scenario = await givenFailed();

    expect(published(scenario)).toEqual(['Payment Refund Failed']);
    expect(detailOf(scenario, 'Payment Refund Failed')).toMatchObject({
      paymentId: 'pi-o-1-1',
      refundId: 're-pi-o-1-1-1',
      status: 'failed',
    });
    expect(scenario.order).toMatchObject({ outcome: 'cancelled', owes: [], refundFailed: { status: 'failed' } });
  });

  it('is told again only by the message that found it, in case the bus did not take it', async () => {
    const scenario = await givenFailed();
    const first = scenario.last?.events;

    await scenario.atPayment(checkDue(1));
    expect(scenario.last).toMatchObject({ replay: true, events: first });

    await scenario.atPayment(checkDue(2));
    expect(published(scenario)).toEqual([]);
  });

  it('is not asked for again by itself', async () => {
    const scenario = await givenFailed().atPayment(checkDue(2));

    expect(scenario.gatewayCalls.filter(({ method }) => method === 'refund')).toHaveLength(1);
  });

  it('is asked for again when an operator says so, and announced as another', async () => {
    const scenario = await givenFailed();
    const before = scenario.event('Payment Refunded').detail.metadata?.eventId;

    await scenario.atPayment(retry(2));

    expect(published(scenario)).toContain('Payment Refunded');
    expect(scenario.event('Payment Refunded').detail.metadata?.eventId).not.toBe(before);
    expect(scenario.order.refunded).toMatchObject({ refundId: 're-pi-o-1-1-2' });
    expect(scenario.netCharge).toBe(0);
    expect(scenario.counted.payments_refunded).toBe(1);
  });

  it('is not asked for twice by an operator who is impatient', async () => {
    const scenario = await givenFailed().atPayment(retry(2), retry(3));

    expect(scenario.gatewayCalls.filter(({ method }) => method === 'refund')).toHaveLength(2);
    expect(published(scenario)).toEqual([]);
  });
});

describe('a charge that the customer disputes', () => {
  it.each([
    ['before the order has ended', () => givenValidated()],
    ['after it was fulfilled', () => givenFulfilled().atInventory('Order Fulfilled')],
  ])('%s is told to neighbours for each status, and changes nothing else', async (_, prepare) => {
    const before = (await prepare()).order.outcome;
    const scenario = await prepare().meanwhile('disputes').atPayment(checkDue(1));

    expect(detailOf(scenario, 'Payment Disputed')).toMatchObject({ disputeId: 'du-pi-o-1-1', status: 'opened' });
    expect(scenario.order.outcome).toBe(before);
    await scenario.atPayment(checkDue(2));
    expect(published(scenario)).toEqual([]);

    await scenario.meanwhile('shop wins the dispute').atPayment(checkDue(3));

    expect(detailOf(scenario, 'Payment Disputed')).toMatchObject({ status: 'won' });
  });

  it('of an order that goes on does not stop it', async () => {
    const scenario = await givenValidated()
      .meanwhile('disputes')
      .atPayment(checkDue())
      .atInventory('Payment Validated')
      .atFulfillment('Inventory Allocated')
      .atFulfillment(handedOver());

    expect(scenario.order).toMatchObject({ outcome: 'fulfilled', disputed: { status: 'opened' } });
  });

  describe('while its refund is due', () => {
    const givenDue = () => given().atPayment(created(), confirmed()).meanwhile('disputes').atPayment(cancelled());

    it('waits for the bank', async () => {
      const scenario = await givenDue();

      expect(published(scenario)).toEqual(['Payment Disputed']);
      expect(scenario.order).toMatchObject({ owes: ['refund', 'release', 'ticket'] });
      expect(scenario.check).toMatchObject({ waitingFor: 'dispute' });
      await scenario.atPayment(checkDue());
      expect(published(scenario)).toEqual([]);
      expect(refundsAskedFor(scenario)).toBe(1);
    });

    it('waits for the bank also if the dispute was known before', async () => {
      const scenario = await given()
        .atPayment(created(), confirmed())
        .meanwhile('disputes')
        .atPayment(checkDue(1), cancelled());

      expect(scenario.check).toMatchObject({ waitingFor: 'dispute' });
      expect(refundsAskedFor(scenario)).toBe(0);
      await scenario.meanwhile('shop wins the dispute').atPayment(checkDue(2));
      expect(published(scenario)).toEqual(['Payment Disputed', 'Payment Refunded']);
    });

    it.each([
      ['opened', () => givenDue()],
      [
        'lost',
        () =>
          given()
            .atPayment(created(), confirmed())
            .meanwhile('disputes')
            .meanwhile('shop loses the dispute')
            .atPayment(cancelled()),
      ],
    ])('is told as %s again by the event that found it, in case the bus did not take it', async (status, prepare) => {
      const scenario = await prepare();
      const first = scenario.event('Payment Disputed');
      expect(first.detail).toMatchObject({ status });

      await scenario.atPayment(cancelled());

      expect(scenario.last?.events).toEqual(expect.arrayContaining([first]));
    });

    it('and lost, has given the money back: the compensation is done', async () => {
      const scenario = await undone(givenDue().meanwhile('shop loses the dispute').atPayment(checkDue()));

      expect(scenario.published.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['Payment Disputed', 'Order Cancellation Completed']),
      );
      expect(scenario.published.map(({ type }) => type)).not.toContain('Payment Refunded');
      expect(scenario.order).toMatchObject({ owes: [], disputed: { status: 'lost' } });
      expect(scenario.check).toBeUndefined();
    });

    it('and won, is told and refunded', async () => {
      const scenario = await givenDue().meanwhile('shop wins the dispute').atPayment(checkDue());

      expect(published(scenario)).toEqual(['Payment Disputed', 'Payment Refunded']);
      expect(scenario.order).toMatchObject({ disputed: { status: 'won' } });
      expect(scenario.netCharge).toBe(0);
      expect(scenario.check).toBeUndefined();
    });
  });

  it('of an order that has expired is told by what the intent says', async () => {
    const scenario = await givenFulfilled().meanwhile('disputes');
    scenario.forget();

    await scenario.atPayment(checkDue());

    expect(detailOf(scenario, 'Payment Disputed')).toMatchObject({ orderId: 'o-1', status: 'opened' });
    expect(scenario.order).toEqual({ orderId: 'o-1', version: 0 });
  });

  it('of an order that somebody else names is told to nobody', async () => {
    const scenario = await givenFulfilled().meanwhile('disputes');
    scenario.forget();
    const foreign = checkDue();

    await scenario.atPayment({ ...foreign, detail: { ...foreign.detail, orderId: 'o-2' } });

    expect(published(scenario)).toEqual([]);
  });
});
