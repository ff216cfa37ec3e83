import { RunningSimulator } from './running-simulator';

/* https://docs.stripe.com/refunds, https://docs.stripe.com/testing#refunds */

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

const settle = (refundId: string, status: string, more = {}) =>
  stripe.control('settle-refund', { refundId, status, ...more });
const refunded = async (id: string) =>
  ((await stripe.read(id)).body.latest_charge as { amount_refunded: number }).amount_refunded;
const ids = ({ body }: { body: { data: readonly object[] } }) => body.data.map((one) => (one as { id: string }).id);

it('a card is refunded at once', async () => {
  const id = await stripe.paid();
  const { body } = await stripe.refund(id, {
    amount: '80',
    reason: 'requested_by_customer',
    'metadata[cause]': 'cancelled',
  });

  expect(body).toEqual({
    id: expect.stringMatching(/^re_/),
    object: 'refund',
    amount: 80,
    charge: expect.stringMatching(/^ch_/),
    created: Math.floor(stripe.clock.now() / 1000),
    currency: 'eur',
    metadata: { cause: 'cancelled' },
    payment_intent: id,
    reason: 'requested_by_customer',
    status: 'succeeded',
  });
  expect((await stripe.get(`/v1/refunds/${body.id}`)).body).toEqual(body);
  expect([await refunded(id), stripe.net()]).toEqual([80, 400]);
});

describe('a pending refund', () => {
  const pending = async () => {
    const id = await stripe.paid('pm_card_pendingRefund');
    return { id, refund: (await stripe.refund(id)).body };
  };

  it('counts as refunded at once, though the customer has nothing yet', async () => {
    const { id, refund } = await pending();

    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect([await refunded(id), stripe.net()]).toEqual([480, 480]);
    expect(await stripe.refund(id)).toMatchObject({ body: { error: { code: 'charge_already_refunded' } } });
  });

  it('gives the money back in the end', async () => {
    const { id, refund } = await pending();
    await settle(refund.id, 'succeeded');

    expect((await stripe.get(`/v1/refunds/${refund.id}`)).body).toEqual({
      ...refund,
      status: 'succeeded',
      pending_reason: undefined,
    });
    expect([await refunded(id), stripe.net()]).toEqual([480, 0]);
    expect(stripe.ledger()).toEqual(['opened', 'captured', 'refund-pending', 'refunded']);
  });

  it.each(['failed', 'canceled'])('or is %s, and may be asked for again', async (status) => {
    const { id, refund } = await pending();
    await settle(refund.id, status);

    expect([await refunded(id), stripe.net()]).toEqual([0, 480]);
    expect((await stripe.refund(id)).body.status).toBe('pending');
  });

  it('waits for a balance, or for the customer, when so planned', async () => {
    await stripe.control('plan-refunds', { status: 'pending', pendingReason: 'insufficient_funds' });
    await stripe.control('plan-refunds', { status: 'requires_action' });
    const refund = async () => (await stripe.refund(await stripe.paid())).body;

    expect([await refund(), await refund(), await refund()]).toMatchObject([
      { status: 'pending', pending_reason: 'insufficient_funds' },
      { status: 'requires_action' },
      { status: 'succeeded' },
    ]);
  });
});

it('a refund that succeeded fails later, and the money is the shop’s again', async () => {
  const id = await stripe.paid('pm_card_refundFail');
  const { body } = await stripe.refund(id);
  expect([body.status, stripe.net()]).toEqual(['succeeded', 0]);

  await settle(body.id, 'failed', { failureReason: 'expired_or_canceled_card' });

  expect((await stripe.get(`/v1/refunds/${body.id}`)).body).toMatchObject({
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
  });
  expect([await refunded(id), stripe.net()]).toEqual([0, 480]);
  expect(stripe.ledger()).toEqual(['opened', 'captured', 'refunded', 'refund-failed']);
});

it.each([
  ['succeeded', 'canceled'],
  ['failed', 'succeeded'],
])('a refund that has %s does not become %s', async (first, next) => {
  const { body } = await stripe.refund(await stripe.paid('pm_card_pendingRefund'));
  await settle(body.id, first);

  expect((await settle(body.id, next)).status).toBe(400);
});

it('a refund of an unknown intent, and an unknown refund, are not found', async () => {
  const missing = (param: string) => ({ status: 404, body: { error: { code: 'resource_missing', param } } });

  expect(await stripe.refund('pi_1')).toMatchObject(missing('payment_intent'));
  expect(await stripe.get('/v1/refunds/re_1')).toMatchObject(missing('id'));
});

describe('the list of refunds', () => {
  const thirty = async () => {
    const id = await stripe.paid();
    const made: string[] = [];
    for (let nth = 0; nth < 12; nth++) {
      made.unshift((await stripe.refund(id, { amount: '10' })).body.id);
      stripe.clock.advance(1_000);
    }
    return { id, made };
  };

  it('has pages, the newest first', async () => {
    const { id, made } = await thirty();
    await stripe.refund(await stripe.paid());
    const first = await stripe.get(`/v1/refunds?payment_intent=${id}`);
    const second = await stripe.get(`/v1/refunds?payment_intent=${id}&starting_after=${ids(first).at(-1)}`);

    expect(first.body).toMatchObject({ object: 'list', url: '/v1/refunds', has_more: true });
    expect(ids(first)).toEqual(made.slice(0, 10));
    expect(second.body).toMatchObject({ has_more: false });
    expect(ids(second)).toEqual(made.slice(10));
    expect(ids(await stripe.get('/v1/refunds?limit=100'))).toHaveLength(13);
  });

  it('is of a time', async () => {
    const startSeconds = Math.floor(stripe.clock.now() / 1000);
    const { made } = await thirty();
    const since = (query: string) => stripe.get(`/v1/refunds?limit=100&${query}`).then(ids);

    expect(await since(`created[gte]=${startSeconds + 10}`)).toEqual(made.slice(0, 2));
    expect(await since(`created[gt]=${startSeconds + 10}`)).toEqual(made.slice(0, 1));
    expect(await since(`created[lte]=${startSeconds}`)).toEqual(made.slice(11));
    expect(await since(`created=${startSeconds + 1}`)).toEqual(made.slice(10, 11));
  });

  it('holds intents when asked to', async () => {
    const { id } = await thirty();
    const { body } = await stripe.get('/v1/refunds?limit=1&expand[0]=data.payment_intent.latest_charge');

    expect(body.data[0]).toMatchObject({ payment_intent: { id, latest_charge: { amount_refunded: 120 } } });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['created[gte]=yesterday', 'created[gte]'],
    ['created[after]=1', 'created'],
    ['starting_after=re_1', 'starting_after'],
    ['status=pending', 'status'],
  ])('is refused with %s', async (query, param) => {
    expect(await stripe.get(`/v1/refunds?${query}`)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('counts as reading', async () => {
    await stripe.get('/v1/refunds');

    expect(stripe.simulator.calls.byOperation()).toMatchObject({ read: 1, refund: 0 });
  });
});

it('of the card for it succeeds, and fails some minutes later', async () => {
  const id = await stripe.paid('pm_card_refundFail');
  const { body } = await stripe.refund(id);
  expect(body).toMatchObject({ status: 'succeeded' });

  stripe.clock.advance(5 * 60_000);

  expect((await stripe.get(`/v1/refunds/${body.id}`)).body).toMatchObject({ status: 'failed' });
  expect([await refunded(id), stripe.net()]).toEqual([0, 480]);
});
