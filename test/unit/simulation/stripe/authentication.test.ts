import { RunningSimulator } from './running-simulator';

/* https://docs.stripe.com/payments/3d-secure/authentication-flow, https://docs.stripe.com/testing#three-ds-cards */

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

const RETURN_URL = 'https://shop.example/orders/A?lang=en';
const authenticate = (intentId: string, succeed: boolean) => stripe.control('authenticate', { intentId, succeed });
const asked = async (card = 'pm_card_threeDSecureRequired', form = {}) => {
  const id = await stripe.open();
  const { body } = await stripe.confirm(id, card, form);
  return { id, body };
};

it('a card asks for it by a page, which knows the client secret, if the customer can return', async () => {
  const { id, body } = await asked(undefined, { return_url: RETURN_URL });

  expect(body).toMatchObject({
    status: 'requires_action',
    latest_charge: null,
    next_action: {
      type: 'redirect_to_url',
      redirect_to_url: { return_url: RETURN_URL, url: expect.stringContaining(`${id}_secret_`) },
    },
  });
});

it('a card asks for it in the words of Stripe.js otherwise', async () => {
  const { id, body } = await asked();

  expect(body).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
  expect(JSON.stringify(body.next_action)).toContain(`${id}_secret_`);
});

it('the customer who did it is charged, and comes back with the client secret', async () => {
  const { id } = await asked(undefined, { return_url: RETURN_URL });
  const { body } = await authenticate(id, true);

  expect((await stripe.read(id)).body).toMatchObject({ status: 'succeeded', next_action: null, amount_received: 480 });
  expect(stripe.ledger()).toEqual(['opened', 'captured']);
  const url = new URL(String(body.returnUrl));
  expect(Object.fromEntries(url.searchParams)).toEqual({
    lang: 'en',
    payment_intent: id,
    payment_intent_client_secret: expect.stringContaining(`${id}_secret_`),
    redirect_status: 'succeeded',
  });
});

it('the customer who failed is not charged, and may use another card', async () => {
  const { id } = await asked(undefined, { return_url: RETURN_URL });
  const { body } = await authenticate(id, false);

  expect(String(body.returnUrl)).toContain('redirect_status=failed');
  expect((await stripe.read(id)).body).toMatchObject({
    status: 'requires_payment_method',
    latest_charge: null,
    next_action: null,
    payment_method: null,
    last_payment_error: {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      payment_method: { object: 'payment_method' },
    },
  });
  expect((await stripe.confirm(id)).body.status).toBe('succeeded');
  expect(stripe.ledger()).toEqual(['opened', 'declined', 'captured']);
});

it('its failure does not name the charge of an earlier card', async () => {
  const id = await stripe.open();
  await stripe.confirm(id, 'pm_card_chargeDeclined');
  await stripe.confirm(id, 'pm_card_threeDSecureRequired');
  await authenticate(id, false);

  const { body } = await stripe.read(id);
  expect(body).toMatchObject({ latest_charge: { failure_code: 'card_declined' } });
  expect(body.last_payment_error).not.toHaveProperty('charge');
});

it.each([
  'pm_card_threeDSecureRequiredChargeDeclined',
  'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
])('%s is declined after it', async (card) => {
  const { id } = await asked(card);
  await authenticate(id, true);

  expect((await stripe.read(id)).body).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { type: 'card_error', code: 'card_declined' },
    latest_charge: { status: 'failed', paid: false },
  });
});

it('a customer who is not there cannot do it', async () => {
  const id = await stripe.open();

  expect(await stripe.confirm(id, 'pm_card_authenticationRequired', { off_session: 'true' })).toMatchObject({
    status: 402,
    body: { error: { type: 'card_error', code: 'authentication_required', payment_intent: { id } } },
  });
});

it('it cannot be done twice, nor for an intent that does not ask for it', async () => {
  const { id } = await asked();
  await authenticate(id, true);

  expect((await authenticate(id, true)).status).toBe(400);
  expect((await authenticate(await stripe.open(), true)).status).toBe(400);
  expect((await authenticate('pi_1', true)).status).toBe(400);
  expect(stripe.ledger().filter((type) => type === 'captured')).toHaveLength(1);
});

it('a cancelled intent is not charged by it', async () => {
  const { id } = await asked();
  await stripe.cancel(id);

  expect((await authenticate(id, true)).status).toBe(400);
  expect(stripe.net()).toBe(0);
});
