import { GatewayRefusedError, GatewayUnavailableError } from '../../../../../stages/payment/gateway/errors';
import type { PaymentGateway, PaymentIntent } from '../../../../../stages/payment/gateway/gateway';
import { reportRefusedRefunds } from '../../../../../stages/payment/gateway/refused-refunds';

const captured: PaymentIntent = {
  id: 'pi_1',
  status: 'captured',
  money: { amount: 900, currency: 'USD' },
  refundedAmount: 900,
};

/** A gateway of which every call ends in the same way. */
const gatewayThat = (answer: () => PaymentIntent): PaymentGateway => {
  const call = async () => answer();
  return { open: call, confirm: call, read: call, cancel: call, refund: call };
};

const refusing = gatewayThat(() => {
  throw new GatewayRefusedError('refund_failed', 'the account is closed');
});

describe('money that cannot be given back', () => {
  it.each(['refund', 'cancel'] as const)('is reported when the gateway refuses to %s for good', async (undo) => {
    const reports: string[] = [];
    const gateway = reportRefusedRefunds(refusing, () => reports.push('refused'));
    await expect(gateway[undo]('pi_1')).rejects.toThrow('the account is closed');
    expect(reports).toEqual(['refused']);
  });

  it('is not what a refused charge, an outage or a refund is', async () => {
    const reports: string[] = [];
    const report = () => reports.push('refused');
    await expect(reportRefusedRefunds(refusing, report).confirm('pi_1', 'tok')).rejects.toThrow(GatewayRefusedError);
    const down = gatewayThat(() => {
      throw new GatewayUnavailableError('timeout', 'no answer');
    });
    await expect(reportRefusedRefunds(down, report).refund('pi_1')).rejects.toThrow(GatewayUnavailableError);
    await expect(
      reportRefusedRefunds(
        gatewayThat(() => captured),
        report,
      ).refund('pi_1'),
    ).resolves.toBe(captured);
    expect(reports).toEqual([]);
  });
});
