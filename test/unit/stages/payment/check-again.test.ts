import { cancelled, checkDue, confirmed, created } from '../../../stages/events';
import { AUTHENTICATION_TOKEN, PROCESSING_TOKEN } from '../../../stages/gateway';
import { expectReplay, given, published } from '../../../stages/scenario';

const paidWith = (token: string) => created({ payment: { token } });
const givenAction = () => given({ returnUrl: 'https://shop.example/back' }).atPayment(paidWith(AUTHENTICATION_TOKEN));
const givenProcessing = () => given().atPayment(paidWith(PROCESSING_TOKEN));

/** The worker may have died between storing what it decided and publishing it; then the same check comes again. */
describe('a check that comes again publishes again', () => {
  it('that the customer has authenticated', async () => {
    await expectReplay(
      givenAction().atPayment(confirmed()).meanwhile('authenticates').atPayment(checkDue()),
      (scenario) => scenario.atPayment(checkDue()),
    );
  });

  it('that the bank has not paid', async () => {
    await expectReplay(givenProcessing().meanwhile('fails').atPayment(checkDue()), (scenario) =>
      scenario.atPayment(checkDue()),
    );
  });

  it('that the money is back, and that the order has ended with that', async () => {
    const refunded = givenProcessing()
      .atPayment(cancelled())
      .atInventory(cancelled())
      .atFulfillment(cancelled())
      .meanwhile('pays')
      .atPayment(checkDue());
    expect(published(await refunded)).toEqual(['Payment Refunded', 'Order Cancellation Completed']);

    await expectReplay(refunded, (scenario) => scenario.atPayment(checkDue()));
  });

  it('its part, although the order has gone on and is refunded by now', async () => {
    const scenario = await givenProcessing().meanwhile('pays').atPayment(checkDue());
    const processed = scenario.last?.events;

    await scenario.atPayment(cancelled(), checkDue());

    expect(scenario.last?.events).toEqual(processed);
  });

  it('nothing that another decided', async () => {
    const scenario = await givenProcessing().meanwhile('pays').atPayment(checkDue(1), checkDue(2));

    expect(published(scenario)).toEqual([]);
  });
});
