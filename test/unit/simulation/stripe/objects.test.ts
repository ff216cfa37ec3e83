import { RunningSimulator } from './running-simulator';

/* What Stripe's answers hold that must never reach a log, a table or a customer's app. */

let stripe: RunningSimulator;
const start = async (livemode = false) => {
  stripe = await RunningSimulator.start({ livemode });
};
beforeEach(() => start());
afterEach(() => stripe.close());

const secretOf = (id: string) => `${id}_secret_`;

it('an intent has a client secret, the same in each answer', async () => {
  const { body } = await stripe.post('/v1/payment_intents', { amount: '480', currency: 'eur' });
  const read = await stripe.read(body.id);

  expect(body.client_secret).toEqual(expect.stringMatching(new RegExp(`^${secretOf(body.id)}[a-z0-9]{25}$`)));
  expect(read.body.client_secret).toBe(body.client_secret);
});

it('two intents have two client secrets', async () => {
  const [first, second] = [await stripe.read(await stripe.open()), await stripe.read(await stripe.open())];

  expect(String(first?.body.client_secret).split('_secret_')[1]).not.toBe(
    String(second?.body.client_secret).split('_secret_')[1],
  );
});

it('an intent repeats what it was opened with', async () => {
  const id = await stripe.open({
    customer: 'cus_1',
    description: 'Order A',
    receipt_email: 'jo@example.com',
    statement_descriptor_suffix: 'ASTORIA',
  });
  await stripe.confirm(id);

  expect((await stripe.read(id)).body).toMatchObject({
    customer: 'cus_1',
    description: 'Order A',
    receipt_email: 'jo@example.com',
    statement_descriptor_suffix: 'ASTORIA',
    payment_method: expect.stringMatching(/^pm_\w+$/),
    latest_charge: { receipt_email: 'jo@example.com', receipt_url: expect.stringContaining('https://') },
  });
});

it('a decline holds the intent, its secret, the card and a link to the account’s log', async () => {
  const id = await stripe.open({ receipt_email: 'jo@example.com' });
  const { status, body, headers } = await stripe.confirm(id, 'pm_card_chargeDeclinedInsufficientFunds');

  expect({ status, body }).toEqual({
    status: 402,
    body: {
      error: {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'insufficient_funds',
        doc_url: 'https://stripe.com/docs/error-codes/card-declined',
        message: 'Your card has insufficient funds.',
        charge: expect.stringMatching(/^ch_/),
        payment_method: expect.objectContaining({ card: expect.objectContaining({ last4: '4242' }) }),
        request_log_url: expect.stringContaining(headers.get('request-id') ?? 'no id'),
        payment_intent: expect.objectContaining({
          id,
          client_secret: expect.stringContaining(secretOf(id)),
          status: 'requires_payment_method',
          last_payment_error: expect.objectContaining({
            type: 'card_error',
            payment_method: expect.objectContaining({ billing_details: expect.any(Object) }),
          }),
        }),
      },
    },
  });
});

it.each([
  ['a refused confirm', (id: string) => stripe.confirm(id, 'pm_1')],
  ['a confirm with an unknown parameter', (id: string) => stripe.confirm(id, undefined, { colour: 'red' })],
  ['a refused cancel', (id: string) => stripe.confirm(id).then(() => stripe.cancel(id))],
])('%s holds the client secret', async (_, call) => {
  const id = await stripe.open();

  expect((await call(id)).text).toContain(secretOf(id));
});

it.each([
  ['an unknown intent', () => stripe.read('pi_1')],
  ['a refused refund', async () => stripe.refund(await stripe.open())],
])('%s is answered with a link to the log, and no intent', async (_, call) => {
  const { body, headers } = await call();

  expect(body.error).toHaveProperty('request_log_url', expect.stringContaining(headers.get('request-id') ?? 'no id'));
  expect(body.error).not.toHaveProperty('payment_intent');
});

it('no token of a customer’s comes back', async () => {
  const id = await stripe.open();
  const replies = [await stripe.confirm(id, 'pm_card_chargeDeclined'), await stripe.confirm(id), await stripe.read(id)];

  for (const { text } of replies) expect(text).not.toContain('pm_card_');
});

it('nothing that the ledger or the control interface shows holds a client secret', async () => {
  const id = await stripe.paid('pm_card_pendingRefund');
  await stripe.refund(id);
  const shown = await Promise.all(['ledger', 'calls', 'call-times'].map((name) => stripe.get(`/_sim/${name}`)));

  for (const { text } of shown) expect(text).not.toContain('_secret_');
});

it.each([
  ['test', false],
  ['live', true],
])('objects of a %s account say so', async (_, livemode) => {
  await stripe.close();
  await start(livemode);
  const id = await stripe.paid('pm_card_createDispute');
  const { body } = await stripe.read(id);

  expect(body).toMatchObject({ livemode, latest_charge: { livemode } });
  expect((await stripe.get('/v1/balance')).body).toMatchObject({ livemode });
  for (const event of stripe.events) expect(event).toMatchObject({ livemode, data: { object: { livemode } } });
});
