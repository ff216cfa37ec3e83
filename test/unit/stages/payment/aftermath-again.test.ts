import { GatewayUnavailableError } from '../../../../stages/payment/gateway/gateway';
import { cancelled, checkDue, created } from '../../../stages/events';
import { type Happening, SLOW_REFUND_TOKEN } from '../../../stages/gateway';
import { detailOf, expectReplay, given, published, type Scenario, type Steps } from '../../../stages/scenario';

/*
 * Found by the explorer (test/interleavings/aftermath-*.test.ts): messages that come again, and what happens while the stage
 * and the gateway talk, after a payment's order has ended.
 */

const retry = (number: number) => {
  const check = checkDue(number);
  return { ...check, detail: { ...check.detail, retryRefund: true as const } };
};
const givenPaidWith = (token = 'tok_visa') => given().atPayment(created({ payment: { token } }));
const givenDisputed = () => givenPaidWith().meanwhile('disputes');
const givenFailedLate = () =>
  givenPaidWith().atPayment(cancelled()).meanwhile('refund fails').atPayment(checkDue(1)) as Steps;

const justBefore = (scenario: Scenario, method: string, what: Happening): void => {
  scenario.beforeGateway = (call) => {
    if (call.method === method) scenario.meanwhile(what);
  };
};

describe('a dispute while a refund is due', () => {
  it('and won just after the gateway refused the refund lets it be asked for again', async () => {
    const scenario = await givenDisputed();
    justBefore(scenario, 'readDispute', 'shop wins the dispute');

    await expect(scenario.atPayment(cancelled())).rejects.toMatchObject({ failureClass: 'dependency' });
    await scenario.atPayment(cancelled());

    expect(published(scenario)).toEqual(['Payment Refunded']);
    expect(scenario.netCharge).toBe(0);
  });

  it('is told again by the cancellation that found it', async () => {
    const scenario = await givenDisputed().atPayment(cancelled());
    const first = scenario.last?.events;
    expect(published(scenario)).toEqual(['Payment Disputed']);

    await scenario.atPayment(cancelled());

    expect(scenario.last?.events).toEqual(first);
  });

  it('is told again as lost by the cancellation that found it so', () =>
    expectReplay(
      givenDisputed().meanwhile('shop loses the dispute').atPayment(cancelled()).atPayment(cancelled()),
      (scenario) =>
        scenario.atPayment(cancelled()).then((again) => {
          expect(detailOf(again, 'Payment Disputed')).toMatchObject({ status: 'lost' });
          return again;
        }),
    ));
});

describe('a refund that an operator asks for again', () => {
  it('comes again if the gateway does not answer, which may have made it', async () => {
    const scenario = await givenFailedLate();
    scenario.beforeGateway = () => {
      throw new GatewayUnavailableError('timeout', 'the gateway did not answer');
    };

    await expect(scenario.atPayment(retry(2))).rejects.toMatchObject({ failureClass: 'dependency' });
  });

  it.each(['opened', 'lost'] as const)(
    'of a charge whose dispute is %s is only told of the dispute',
    async (status) => {
      const scenario = await givenFailedLate().meanwhile('disputes');
      if (status === 'lost') scenario.meanwhile('shop loses the dispute');

      await scenario.atPayment(retry(2));

      expect(detailOf(scenario, 'Payment Disputed')).toMatchObject({ status });
      expect(scenario.check).toBeUndefined();
    },
  );

  it('stays the event that it was when it fails as well', async () => {
    const scenario = await givenFailedLate().atPayment(retry(2));
    const second = scenario.last?.events;
    await scenario.meanwhile('refund fails').atPayment(checkDue(3));
    expect(published(scenario)).toEqual(['Payment Refund Failed']);

    await scenario.atPayment(retry(2));

    expect(scenario.last).toMatchObject({ replay: true, events: second });
  });

  it('does not keep the failure before it from being told again, in case the bus did not take it', async () => {
    const scenario = await givenPaidWith(SLOW_REFUND_TOKEN)
      .atPayment(cancelled())
      .meanwhile('refund succeeds')
      .atPayment(checkDue(1))
      .meanwhile('refund fails')
      .atPayment(checkDue(2));
    const failed = scenario.last?.events;

    await scenario.atPayment(retry(3), checkDue(2));

    expect(scenario.last).toMatchObject({ replay: true, events: failed });
  });
});
