import { RunningSimulator } from './running-simulator';

/* https://docs.stripe.com/disputes/how-disputes-work, https://docs.stripe.com/testing#disputes */

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

const close = (intentId: string, outcome: string) => stripe.control('close-dispute', { intentId, outcome });
const charge = async (id: string) => (await stripe.read(id)).body.latest_charge;

it('a card is charged, and the charge is disputed', async () => {
  const id = await stripe.paid('pm_card_createDispute');

  expect((await stripe.read(id)).body).toMatchObject({ status: 'succeeded', amount_received: 480 });
  expect(await charge(id)).toMatchObject({ disputed: true, amount_refunded: 0, refunded: false });
  expect(stripe.net()).toBe(0);
});

const REFUSED = { status: 400, body: { error: { code: 'charge_disputed' } } };

it('a disputed charge is not refunded, nor is one whose dispute was lost', async () => {
  const id = await stripe.paid('pm_card_createDispute');

  expect(await stripe.refund(id)).toMatchObject(REFUSED);
  await close(id, 'lost');
  expect(await stripe.refund(id)).toMatchObject(REFUSED);
});

it('a charge whose dispute was won is refunded once, and not disputed again', async () => {
  const id = await stripe.paid('pm_card_createDispute');
  await close(id, 'won');

  expect(await stripe.refund(id)).toMatchObject({ status: 200, body: { status: 'succeeded', amount: 480 } });
  expect(stripe.net()).toBe(0);
  expect((await stripe.control('open-dispute', { intentId: id })).status).toBe(400);
});

it.each([
  ['lost', 0, ['opened', 'captured', 'disputed', 'dispute-lost']],
  ['won', 480, ['opened', 'captured', 'disputed', 'dispute-won']],
])('a dispute that is %s leaves the shop with %i, and amount_refunded alone', async (outcome, net, entries) => {
  const id = await stripe.paid('pm_card_createDispute');
  await close(id, outcome);

  expect(stripe.net()).toBe(net);
  expect(stripe.ledger()).toEqual(entries);
  expect(await charge(id)).toMatchObject({ disputed: true, amount_refunded: 0 });
  expect((await close(id, 'won')).status).toBe(400);
});

it('a charge is disputed later, as far as it was not refunded', async () => {
  const id = await stripe.paid();
  await stripe.refund(id, { amount: '80' });
  await stripe.control('open-dispute', { intentId: id, reason: 'product_not_received' });

  expect(stripe.net()).toBe(0);
  expect(stripe.events.at(-1)).toMatchObject({
    type: 'charge.dispute.created',
    data: { object: { amount: 400, reason: 'product_not_received' } },
  });
});

it('a refund that is pending fails when its charge is disputed', async () => {
  const id = await stripe.paid('pm_card_pendingRefund');
  const { body } = await stripe.refund(id);
  await stripe.control('open-dispute', { intentId: id });

  expect((await stripe.get(`/v1/refunds/${body.id}`)).body).toMatchObject({
    status: 'failed',
    failure_reason: 'charge_for_pending_refund_disputed',
  });
  expect([stripe.net(), await charge(id)]).toMatchObject([0, { amount_refunded: 0, disputed: true }]);
});

it.each([
  [
    'a charge that was refunded',
    async () => {
      const id = await stripe.paid();
      await stripe.refund(id);
      return id;
    },
  ],
  ['a disputed charge', () => stripe.paid('pm_card_createDispute')],
  ['an intent that was not charged', () => stripe.open()],
])('%s cannot be disputed', async (_, make) => {
  const intentId = await make();
  const before = stripe.ledger();

  expect((await stripe.control('open-dispute', { intentId })).status).toBe(400);
  expect(stripe.ledger()).toEqual(before);
});
