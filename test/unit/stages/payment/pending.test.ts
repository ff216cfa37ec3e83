import { cancelled, checkDue, confirmed, created } from '../../../stages/events';
import { AUTHENTICATION_TOKEN, actionUrlOf, PROCESSING_TOKEN, SLOW_REFUND_TOKEN } from '../../../stages/gateway';
import { detailOf, expectReplay, type Given, given, published } from '../../../stages/scenario';

const RETURN = { returnUrl: 'https://shop.example/back' };
const paidWith = (token: string) => created({ payment: { token } });
const givenAction = (differences: Given = {}) =>
  given({ ...RETURN, ...differences }).atPayment(paidWith(AUTHENTICATION_TOKEN));
const givenProcessing = (differences?: Given) => given(differences).atPayment(paidWith(PROCESSING_TOKEN));
const URL = actionUrlOf('pi-o-1-1');

describe('a card that asks for authentication', () => {
  it('is declined where customers have nowhere to come back to', async () => {
    const scenario = await given().atPayment(paidWith(AUTHENTICATION_TOKEN));

    expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
    expect(scenario.check).toBeUndefined();
  });

  it('sends the customer away to authenticate, for a quarter of an hour', async () => {
    const scenario = await givenAction();

    expect(published(scenario)).toEqual(['Payment Action Required']);
    expect(detailOf(scenario, 'Payment Action Required')).toMatchObject({
      paymentId: 'pi-o-1-1',
      url: URL,
      until: '2026-11-24T13:15:00.000Z',
    });
    expect(scenario.order).toMatchObject({
      pending: { waitingFor: 'authentication', until: '2026-11-24T13:15:00.000Z' },
    });
    expect(scenario.counted).toEqual({});
  });

  it('leaves a check, due within a minute, and never the URL', async () => {
    const scenario = await givenAction();

    expect(scenario.check).toMatchObject({
      waitingFor: 'authentication',
      paymentId: 'pi-o-1-1',
      attempts: 0,
      checkDue: scenario.nowMs + 60_000,
    });
    expect(JSON.stringify([scenario.order, scenario.check])).not.toContain('bank.example');
  });

  it('tells the customer again, with the same event, when Order Created comes again', async () => {
    const scenario = await givenAction();
    const first = scenario.event('Payment Action Required');

    await scenario.atPayment(paidWith(AUTHENTICATION_TOKEN));

    expect(scenario.last).toMatchObject({ replay: true, events: [first] });
    expect(scenario.gatewayCalls.filter(({ method }) => method === 'confirm')).toHaveLength(1);
  });

  it('is charged when the customer has authenticated, and the check ends', async () => {
    const scenario = await givenAction().meanwhile('authenticates').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Processed']);
    expect(scenario.order).toMatchObject({ charged: { amount: 900 }, pending: { waitingFor: 'authentication' } });
    expect(scenario.check).toBeUndefined();
    expect(scenario.counted).toEqual({ payments_charged: 1 });
  });

  it('goes on to inventory at once if it was confirmed meanwhile', async () => {
    const scenario = await givenAction().atPayment(confirmed()).meanwhile('authenticates').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Processed', 'Payment Validated']);
  });

  it('is charged too when Order Created finds that the customer has authenticated', async () => {
    const scenario = await givenAction().meanwhile('authenticates').atPayment(paidWith(AUTHENTICATION_TOKEN));

    expect(published(scenario)).toEqual(['Payment Processed']);
    expect(scenario.check).toBeUndefined();
  });

  it('fails the order when the authentication failed', async () => {
    const scenario = await givenAction().meanwhile('fails').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
    expect(scenario.check).toBeUndefined();
    expect(scenario.netCharge).toBe(0);
  });

  it('waits while there is time, writes nothing, and tells nobody again', async () => {
    const before = (await givenAction()).order;
    const scenario = await givenAction()
      .afterSeconds(14 * 60)
      .atPayment(checkDue());

    expect(scenario.last).toMatchObject({ replay: true, outcome: 'waiting for authentication', events: [] });
    expect(scenario.order).toEqual(before);
  });

  it('is given up when the customer takes too long', async () => {
    const scenario = await givenAction()
      .afterSeconds(15 * 60)
      .atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
    expect(scenario.gatewayCalls.at(-1)).toMatchObject({ method: 'abandon' });
    expect(scenario.check).toBeUndefined();
  });

  it('is charged when the customer was just in time', async () => {
    const scenario = await givenAction()
      .afterSeconds(16 * 60)
      .meanwhile('authenticates')
      .atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Processed']);
  });

  it('is cancelled with its order: nobody can authenticate it any more', async () => {
    const scenario = await givenAction().atPayment(cancelled()).atInventory(cancelled()).atFulfillment(cancelled());

    expect(scenario.order).toMatchObject({ outcome: 'cancelled', owes: [] });
    expect(scenario.check).toBeUndefined();
    expect(() => scenario.meanwhile('authenticates')).toThrow('cannot happen');
  });

  it('is refunded when the customer authenticated before the cancellation', async () => {
    const scenario = await givenAction().meanwhile('authenticates').atPayment(cancelled());

    expect(published(scenario)).toEqual(['Payment Refunded']);
    expect(scenario.netCharge).toBe(0);
    expect(scenario.check).toBeUndefined();
  });
});

describe('a charge that the bank takes its time for', () => {
  it('waits without an event, and is charged when the bank has paid', async () => {
    const waiting = await givenProcessing();
    expect(published(waiting)).toEqual([]);
    expect(waiting.check).toMatchObject({ waitingFor: 'processing' });

    const scenario = await waiting.meanwhile('pays').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Processed']);
  });

  it('fails when the bank has not paid', async () => {
    const scenario = await givenProcessing().meanwhile('fails').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Failed', 'Order Failed']);
  });

  it('is never confirmed again', async () => {
    const scenario = await givenProcessing().atPayment(paidWith(PROCESSING_TOKEN), checkDue(1), checkDue(2));

    expect(scenario.gatewayCalls.map(({ method }) => method)).toEqual([
      'open',
      'confirm',
      'settle',
      'settle',
      'settle',
    ]);
  });

  it('stays owed to a customer who cancelled, until the bank has decided', async () => {
    const scenario = await givenProcessing().atPayment(cancelled());
    expect(published(scenario)).toEqual([]);
    expect(scenario.order).toMatchObject({ outcome: 'cancelled', owes: ['refund', 'release', 'ticket'] });

    await scenario.meanwhile('pays').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Refunded']);
    expect(scenario.netCharge).toBe(0);
    expect(scenario.check).toBeUndefined();
  });
});

describe('a refund that the bank takes its time for', () => {
  const givenRefunding = () => given().atPayment(paidWith(SLOW_REFUND_TOKEN), cancelled());

  it('is not announced before it has succeeded', async () => {
    const scenario = await givenRefunding();

    expect(published(scenario)).toEqual([]);
    expect(scenario.order).toMatchObject({
      refunding: { refundId: 're-pi-o-1-1-1' },
      owes: ['refund', 'release', 'ticket'],
    });
    expect(scenario.check).toMatchObject({ waitingFor: 'refund' });
  });

  it('is announced once it has', async () => {
    const scenario = await givenRefunding().meanwhile('refund succeeds').atPayment(checkDue());

    expect(published(scenario)).toEqual(['Payment Refunded']);
    expect(scenario.order).toMatchObject({ refunded: { amount: 900, refundId: 're-pi-o-1-1-1' } });
    expect(scenario.counted).toMatchObject({ payments_refunded: 1 });
    expect(scenario.check).toBeUndefined();
  });

  it('is asked for once, however often its cause or a check comes', async () => {
    const scenario = await givenRefunding().atPayment(cancelled(), checkDue(1), checkDue(2));
    await scenario.meanwhile('refund succeeds').atPayment(checkDue(3));

    expect(scenario.order.refunded?.refundId).toBe('re-pi-o-1-1-1');
    expect(scenario.netCharge).toBe(0);
  });

  it('is asked for again when it failed, and recorded as another', async () => {
    const scenario = await givenRefunding().meanwhile('refund fails').atPayment(checkDue());
    expect(scenario.order.refunding?.refundId).toBe('re-pi-o-1-1-2');

    await scenario.meanwhile('refund succeeds').atPayment(checkDue(2));

    expect(published(scenario)).toEqual(['Payment Refunded']);
    expect(scenario.order.refunded?.refundId).toBe('re-pi-o-1-1-2');
  });

  it('is published again as it was', async () => {
    await expectReplay(givenRefunding().meanwhile('refund succeeds').atPayment(checkDue()), (scenario) =>
      scenario.atPayment(cancelled()),
    );
  });
});

describe('a check of an order with nothing pending', () => {
  it.each([
    ['charged', () => given().atPayment(created())],
    ['refunded', () => given().atPayment(created(), cancelled())],
  ])('changes nothing of an order that is %s', async (_, prepare) => {
    const before = (await prepare()).order;
    const scenario = await prepare().atPayment(checkDue());

    expect(scenario.last).toMatchObject({ outcome: 'nothing is pending at the gateway', events: [] });
    expect(scenario.order).toEqual(before);
  });

  it('does nothing for an order that is not known', async () => {
    const scenario = await given().atPayment(checkDue());

    expect(scenario.last).toMatchObject({ outcome: 'the order is not known', events: [] });
    expect(scenario.order.version).toBe(0);
  });
});
