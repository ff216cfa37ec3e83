import { OPEN, RunningSimulator } from './running-simulator';

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

const { 'automatic_payment_methods[enabled]': _, 'automatic_payment_methods[allow_redirects]': __, ...BARE } = OPEN;
const ALLOWED = { ...BARE, 'allowed_payment_method_types[0]': 'card' };
const CONFIGURATION = { payment_method_configuration: 'pmc_1' };
const EXCLUDED = { 'excluded_payment_method_types[0]': 'us_bank_account' };
const invalid = (error: object) => ({ status: 400, body: { error: { type: 'invalid_request_error', ...error } } });

describe('opening an intent', () => {
  it.each([
    ['allowed and automatic methods', { ...OPEN, ...ALLOWED }, 'parameters_exclusive'],
    ['allowed and excluded methods', { ...ALLOWED, ...EXCLUDED }, 'parameters_exclusive'],
    ['allowed methods and a configuration', { ...ALLOWED, ...CONFIGURATION }, 'parameters_exclusive'],
    [
      'payment_method_types',
      { ...BARE, 'payment_method_types[0]': 'card' },
      'payment_method_types_no_longer_supported',
    ],
    ['two unknown parameters', { ...OPEN, colour: 'red', size: 'XL' }, 'parameter_unknown'],
    ['an unknown part of a parameter', { ...OPEN, 'automatic_payment_methods[colour]': 'red' }, 'parameter_unknown'],
    ['an address that is none', { ...OPEN, receipt_email: 'nobody' }, 'email_invalid'],
  ])('is refused with %s', async (_, form, code) => {
    expect(await stripe.post('/v1/payment_intents', form)).toMatchObject(invalid({ code, param: expect.any(String) }));
    expect(stripe.simulator.ledger.entries()).toEqual([]);
  });

  it('names all unknown parameters, and the first as the one at fault', async () => {
    expect(await stripe.post('/v1/payment_intents', { ...OPEN, colour: 'red', size: 'XL' })).toMatchObject(
      invalid({ message: 'Received unknown parameters: colour, size', param: 'colour' }),
    );
  });

  it.each(['return_url', 'off_session', 'error_on_requires_action'])(
    'takes %s only when it confirms at once',
    async (name) => {
      expect(await stripe.post('/v1/payment_intents', { ...OPEN, [name]: 'true' })).toMatchObject(
        invalid({ param: name, message: expect.stringContaining('unless `confirm` is set to true') }),
      );
    },
  );

  it('says which of Stripe’s parameters it does not act on', async () => {
    expect(await stripe.post('/v1/payment_intents', { ...OPEN, setup_future_usage: 'off_session' })).toMatchObject(
      invalid({ param: 'setup_future_usage', message: expect.stringContaining('does not act') }),
    );
  });

  it.each([
    ['by default, with redirects', BARE, { enabled: true, allow_redirects: 'always' }, ['card', 'us_bank_account']],
    ['with redirects', { ...OPEN, 'automatic_payment_methods[allow_redirects]': 'always' }, undefined, undefined],
    ['without redirects', OPEN, { enabled: true, allow_redirects: 'never' }, ['card', 'us_bank_account']],
    ['but for some that are excluded', { ...OPEN, ...EXCLUDED }, { enabled: true, allow_redirects: 'never' }, ['card']],
    ['only those that are allowed', ALLOWED, null, ['card']],
  ])('takes methods %s', async (_, form, automatic, types) => {
    const { status, body } = await stripe.post('/v1/payment_intents', form);

    expect(status).toBe(200);
    if (automatic !== undefined) expect(body.automatic_payment_methods).toEqual(automatic);
    if (types !== undefined) expect(body.payment_method_types).toEqual(types);
  });
});

describe('confirming an intent', () => {
  const token = { 'payment_method_data[type]': 'card', 'payment_method_data[card][token]': 'tok_visa' };

  it.each([
    ['two payment methods', { payment_method: 'pm_card_visa', ...token }, 'parameters_exclusive'],
    [
      'a payment method and a confirmation token',
      { payment_method: 'pm_card_visa', confirmation_token: 'ctoken_card_visa' },
      'parameters_exclusive',
    ],
    ['no payment method', {}, 'payment_intent_unexpected_state'],
    ['an unknown payment method', { payment_method: 'pm_1' }, 'resource_missing'],
    ['a card token as a payment method', { payment_method: 'tok_visa' }, 'resource_missing'],
    ['an unknown parameter', { payment_method: 'pm_card_visa', colour: 'red' }, 'parameter_unknown'],
    ['an amount', { payment_method: 'pm_card_visa', amount: '480' }, 'parameter_unknown'],
    ['a return URL that is none', { payment_method: 'pm_card_visa', return_url: 'here' }, 'url_invalid'],
    [
      'payment_method_types',
      { payment_method: 'pm_card_visa', 'payment_method_types[0]': 'card' },
      'payment_method_types_no_longer_supported',
    ],
  ])('is refused with %s, and charges nothing', async (_, form, code) => {
    const id = await stripe.open();

    expect(await stripe.post(`/v1/payment_intents/${id}/confirm`, form)).toMatchObject(invalid({ code }));
    expect(stripe.ledger()).toEqual(['opened']);
  });

  it.each(['tok_visa', 'tok_mastercard'])('takes the card token %s', async (card) => {
    const id = await stripe.open();
    const form = { ...token, 'payment_method_data[card][token]': card };

    expect(await stripe.post(`/v1/payment_intents/${id}/confirm`, form)).toMatchObject({
      body: { status: 'succeeded' },
    });
  });

  it.each([
    ['redirects', { ...OPEN, 'automatic_payment_methods[allow_redirects]': 'always' }],
    ['a list of allowed methods', ALLOWED],
  ])('needs a return URL for an intent with %s', async (_, form) => {
    const open = async () => (await stripe.post('/v1/payment_intents', form)).body.id;

    expect(await stripe.confirm(await open())).toMatchObject(
      invalid({ message: expect.stringContaining('you must provide a `return_url`') }),
    );
    expect((await stripe.confirm(await open(), undefined, { off_session: 'true' })).body.status).toBe('succeeded');
    expect((await stripe.confirm(await open(), undefined, { return_url: 'app://paid' })).body.status).toBe('succeeded');
  });

  it('takes a return URL without need', async () => {
    const id = await stripe.open();

    expect((await stripe.confirm(id, undefined, { return_url: 'https://shop.example' })).status).toBe(200);
  });

  it('refuses a method whose type the intent does not allow', async () => {
    const id = await stripe.open(EXCLUDED);

    expect(await stripe.confirm(id, 'pm_usBankAccount_success')).toMatchObject(
      invalid({ code: 'payment_intent_incompatible_payment_method' }),
    );
  });
});

describe('an intent’s status', () => {
  const inStatus: Record<string, () => Promise<string>> = {
    requires_action: () => stripe.paid('pm_card_threeDSecureRequired'),
    processing: () => stripe.paid('pm_usBankAccount_success'),
    succeeded: () => stripe.paid(),
    canceled: async () => {
      const id = await stripe.open();
      await stripe.cancel(id);
      return id;
    },
  };

  it.each(Object.keys(inStatus))('%s allows no confirm; the answer holds the whole intent', async (status) => {
    const id = (await inStatus[status]?.()) ?? '';

    expect(await stripe.confirm(id)).toMatchObject(
      invalid({
        code: 'payment_intent_unexpected_state',
        payment_intent: { id, object: 'payment_intent', status, amount: 480, metadata: { orderId: 'A' } },
      }),
    );
  });

  it.each(['processing', 'succeeded', 'canceled'])('%s allows no cancel', async (status) => {
    const id = (await inStatus[status]?.()) ?? '';

    expect(await stripe.cancel(id)).toMatchObject(
      invalid({ code: 'payment_intent_unexpected_state', payment_intent: { id, status } }),
    );
  });

  it.each([
    ['an open intent', () => stripe.open()],
    ['one that waits for the customer', () => stripe.paid('pm_card_threeDSecureRequired')],
    ['one that the bank holds, in rare cases', () => stripe.paid('pm_usBankAccount_processing')],
  ])('lets %s be cancelled', async (_, make) => {
    expect((await stripe.cancel(await make())).body.status).toBe('canceled');
  });

  it.each(['requires_action', 'processing', 'canceled'])('%s allows no refund', async (status) => {
    const id = (await inStatus[status]?.()) ?? '';

    expect(await stripe.refund(id)).toMatchObject(invalid({ param: 'payment_intent' }));
  });
});
