import { freePermit } from '../../../../../pipeline/circuit-breaker/breaker';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../../simulation/stripe/simulator';
import { GatewayRefusedError, type PaymentGateway } from '../../../../../stages/payment/gateway/gateway';
import { stripeGateway } from '../../../../../stages/payment/gateway/stripe';
import { handClock } from '../../../../unit/simulation/stripe/hand-clock';
import { money, newOrder } from './contract';

/*
 * What Stripe takes time for, through the adapter and the stripe package.
 */

const RETURN_URL = 'https://shop.example/back?order=7';

let simulator: GatewaySimulator;
let gateway: PaymentGateway;
beforeAll(async () => {
  simulator = await startGatewaySimulator({ clock: handClock() });
  gateway = stripeGateway({
    environment: 'ours',
    apiKey: async () => 'sk_test_1',
    url: simulator.url,
    callsAtOnce: 5,
    callsPerSecond: 1_000,
  })({ permit: freePermit, timeoutMs: 5_000 });
});
afterAll(() => simulator.close());

const opened = async (returnUrl?: string) =>
  (await gateway.open({ ...newOrder(), ...(returnUrl !== undefined && { returnUrl }) })).id;
const captured = async (token = 'pm_card_visa') => {
  const { id } = await gateway.confirm(await opened(), token);
  return id;
};

describe('a card that asks for authentication', () => {
  const asked = async () => {
    const id = await opened(RETURN_URL);
    return { id, intent: await gateway.confirm(id, 'pm_card_threeDSecureRequired', RETURN_URL) };
  };

  it('sends the customer to the bank, with a URL that every later look has, too', async () => {
    const { id, intent } = await asked();

    expect(intent).toMatchObject({ status: 'action-required', refundedAmount: 0 });
    expect(intent.actionUrl).toMatch(/^https:\/\//);
    expect(await gateway.settle(id)).toEqual(intent);
    expect(await gateway.resume(id, 'pm_card_visa', RETURN_URL)).toEqual(intent);
  });

  it('is captured once the customer has authenticated', async () => {
    const { id } = await asked();
    simulator.payments.authenticate(id, true);

    expect(await gateway.settle(id)).toMatchObject({ status: 'captured' });
    expect(await gateway.abandon(id)).toMatchObject({ status: 'captured' });
  });

  it('is declined for good once the authentication has failed', async () => {
    const { id } = await asked();
    simulator.payments.authenticate(id, false);

    expect(await gateway.settle(id)).toMatchObject({ status: 'declined' });
    expect(await gateway.confirm(id, 'pm_card_visa', RETURN_URL)).toMatchObject({ status: 'declined' });
  });

  it('is declined for good when it is given up, with one reason at once and later', async () => {
    const { id } = await asked();
    const given = await gateway.abandon(id);

    expect(given).toMatchObject({ status: 'declined', decline: { code: 'authentication_required' } });
    expect(await gateway.settle(id)).toEqual(given);
  });

  it('is declined at once where customers have nowhere to come back to', async () => {
    expect(await gateway.confirm(await opened(), 'pm_card_threeDSecureRequired')).toMatchObject({
      status: 'declined',
      decline: { code: 'authentication_required' },
    });
  });
});

describe('a bank debit', () => {
  it.each([
    [true, 'captured'],
    [false, 'declined'],
  ] as const)('is processing until the bank has answered (%p)', async (succeeds, status) => {
    const id = await opened();
    expect(await gateway.confirm(id, 'pm_usBankAccount_success')).toMatchObject({ status: 'processing' });
    expect(await gateway.cancel(id)).toMatchObject({ status: 'processing' });
    simulator.payments.settle(id, succeeds);

    expect(await gateway.settle(id)).toMatchObject({ status });
  });
});

describe('a refund', () => {
  it('is pending until the bank has made it, and is asked for once', async () => {
    const id = await captured('pm_card_pendingRefund');
    const refund = await gateway.refund(id, money);

    expect(refund).toEqual({ status: 'pending', amount: money.amount, refundId: expect.stringMatching(/^re_/) });
    expect(await gateway.refund(id, money)).toEqual(refund);
    simulator.payments.refunds.settle(refund.refundId ?? '', 'succeeded');
    expect(await gateway.readRefund(id, money)).toEqual({ ...refund, status: 'succeeded' });
  });

  it('that has failed is due, and another one is asked for', async () => {
    const id = await captured('pm_card_pendingRefund');
    const first = await gateway.refund(id, money);
    simulator.payments.refunds.settle(first.refundId ?? '', 'failed');
    expect(await gateway.readRefund(id, money)).toEqual({ status: 'due', amount: 0, refundId: first.refundId });

    const second = await gateway.refund(id, money);

    expect(second.refundId).not.toBe(first.refundId);
    simulator.payments.refunds.settle(second.refundId ?? '', 'succeeded');
    expect(await gateway.refund(id, money)).toMatchObject({ status: 'succeeded', refundId: second.refundId });
  });

  it('that succeeded and fails days later is due', async () => {
    const id = await captured();
    const { refundId = '' } = await gateway.refund(id, money);
    simulator.payments.refunds.settle(refundId, 'failed');

    expect(await gateway.readRefund(id, money)).toMatchObject({ status: 'due' });
  });

  it('of a part, made by hand, leaves the rest to us', async () => {
    const id = await captured();
    simulator.payments.refunds.create(id, { amount: 250 }, () => false);

    expect(await gateway.refund(id, money)).toMatchObject({ status: 'succeeded', amount: money.amount });
    expect(await gateway.read(id)).toMatchObject({ refundedAmount: money.amount });
  });

  it('asked for by two at once is one', async () => {
    const id = await captured('pm_card_pendingRefund');
    const refunds = await Promise.allSettled([gateway.refund(id, money), gateway.refund(id, money)]);

    expect(refunds.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(simulator.payments.refunds.newestFirst().filter(({ paymentId }) => paymentId === id)).toHaveLength(1);
  });
});

describe('a dispute', () => {
  it('is nothing before there is one, and of an intent that nobody knows', async () => {
    expect(await gateway.readDispute(await captured())).toBeUndefined();
    expect(await gateway.readDispute('pi_nobody')).toBeUndefined();
  });

  it.each(['won', 'lost'] as const)('is opened and %s, and says whose payment it is about', async (outcome) => {
    const order = newOrder();
    const { id } = await gateway.confirm((await gateway.open(order)).id, 'pm_card_createDispute');
    expect(await gateway.readDispute(id)).toMatchObject({ status: 'opened', orderId: order.orderId });
    await expect(gateway.refund(id, money)).rejects.toMatchObject({ code: 'charge_disputed' });
    await expect(gateway.refund(id, money)).rejects.toThrow(GatewayRefusedError);

    simulator.payments.disputes.close(id, outcome);

    expect(await gateway.readDispute(id)).toMatchObject({ status: outcome });
  });

  it('that is won lets a refund through that was refused before, within the day for which the refusal is saved', async () => {
    const { id } = await gateway.confirm((await gateway.open(newOrder())).id, 'pm_card_createDispute');
    await expect(gateway.refund(id, money)).rejects.toMatchObject({ code: 'charge_disputed' });

    simulator.payments.disputes.close(id, 'won');

    expect(await gateway.refund(id, money)).toMatchObject({ status: 'succeeded', amount: money.amount });
  });

  it('of a payment of another environment is none of ours', async () => {
    const others = stripeGateway({
      environment: 'theirs',
      apiKey: async () => 'sk_test_1',
      url: simulator.url,
      callsAtOnce: 5,
      callsPerSecond: 1_000,
    })({ permit: freePermit, timeoutMs: 5_000 });
    const { id } = await others.confirm((await others.open(newOrder())).id, 'pm_card_createDispute');

    expect(await gateway.readDispute(id)).toBeUndefined();
  });
});
