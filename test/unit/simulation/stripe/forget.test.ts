import { OPEN, RunningSimulator } from './running-simulator';

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

it('a forgotten account has no payments, refunds or disputes, and its ledger stays', async () => {
  const refunded = await stripe.paid();
  await stripe.refund(refunded);
  await stripe.paid('pm_card_createDispute');
  const before = stripe.ledger();
  stripe.simulator.forget();

  expect((await stripe.read(refunded)).status).toBe(404);
  expect((await stripe.get('/v1/refunds')).body.data).toEqual([]);
  expect(stripe.simulator.payments.disputes.newestFirst()).toEqual([]);
  expect(stripe.ledger()).toEqual(before);
});

it('a key that was used before it was forgotten answers anew', async () => {
  const { body } = await stripe.post('/v1/payment_intents', OPEN, 'key');
  stripe.simulator.forget();

  expect((await stripe.post('/v1/payment_intents', OPEN, 'key')).body.id).not.toBe(body.id);
});

it('what was to happen later does not', async () => {
  await stripe.refund(await stripe.paid('pm_card_refundFail'));
  stripe.simulator.forget();
  stripe.clock.advance(60 * 60_000);

  expect(stripe.eventTypes()).not.toContain('refund.failed');
});
