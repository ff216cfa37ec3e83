import { RunningSimulator } from './running-simulator';

/* Bank debits take days: https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment */

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

const settle = (intentId: string, succeed: boolean) => stripe.control('settle-processing', { intentId, succeed });

it('moves no money at first', async () => {
  const id = await stripe.paid('pm_usBankAccount_success');

  expect((await stripe.read(id)).body).toMatchObject({
    status: 'processing',
    latest_charge: null,
    amount_received: 0,
    last_payment_error: null,
  });
  expect(stripe.net()).toBe(0);
});

it('ends in a charge', async () => {
  const id = await stripe.paid('pm_usBankAccount_success');
  await settle(id, true);

  expect((await stripe.read(id)).body).toMatchObject({ status: 'succeeded', amount_received: 480 });
  expect(stripe.net()).toBe(480);
});

it('or in a decline, after which another method may be used', async () => {
  const id = await stripe.paid('pm_usBankAccount_insufficientFunds');
  await settle(id, false);

  expect((await stripe.read(id)).body).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: {
      decline_code: 'insufficient_funds',
      payment_method: { type: 'us_bank_account', us_bank_account: { last4: '6789' } },
    },
    latest_charge: { status: 'failed' },
  });
  expect((await stripe.confirm(id)).body.status).toBe('succeeded');
});

it('ends once', async () => {
  const id = await stripe.paid('pm_usBankAccount_success');
  await settle(id, true);

  expect((await settle(id, false)).status).toBe(400);
  expect(stripe.net()).toBe(480);
});
