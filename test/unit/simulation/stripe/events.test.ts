import { OPEN, RunningSimulator } from './running-simulator';

/* https://docs.stripe.com/api/events/types */

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

const settleRefund = (refundId: string, status: string) => stripe.control('settle-refund', { refundId, status });
const authenticate = (intentId: string, succeed: boolean) => stripe.control('authenticate', { intentId, succeed });
const settle = (intentId: string, succeed: boolean) => stripe.control('settle-processing', { intentId, succeed });

it.each<[string, () => Promise<unknown>, string[]]>([
  ['a charge', () => stripe.paid(), ['payment_intent.succeeded']],
  ['a decline', () => stripe.paid('pm_card_chargeDeclined'), ['payment_intent.payment_failed']],
  ['a cancellation', async () => stripe.cancel(await stripe.open()), ['payment_intent.canceled']],
  [
    'authentication',
    async () => authenticate(await stripe.paid('pm_card_threeDSecureRequired'), true),
    ['payment_intent.requires_action', 'payment_intent.succeeded'],
  ],
  [
    'authentication that fails',
    async () => authenticate(await stripe.paid('pm_card_threeDSecureRequired'), false),
    ['payment_intent.requires_action', 'payment_intent.payment_failed'],
  ],
  [
    'a bank debit',
    async () => settle(await stripe.paid('pm_usBankAccount_success'), true),
    ['payment_intent.processing', 'payment_intent.succeeded'],
  ],
  [
    'a refund',
    async () => stripe.refund(await stripe.paid()),
    ['payment_intent.succeeded', 'refund.created', 'charge.refunded'],
  ],
  [
    'a refund that was pending',
    async () => {
      const { body } = await stripe.refund(await stripe.paid('pm_card_pendingRefund'));
      await settleRefund(body.id, 'succeeded');
    },
    ['payment_intent.succeeded', 'refund.created', 'charge.refunded', 'refund.updated'],
  ],
  [
    'a refund that fails',
    async () => {
      const { body } = await stripe.refund(await stripe.paid('pm_card_refundFail'));
      await settleRefund(body.id, 'failed');
    },
    ['payment_intent.succeeded', 'refund.created', 'charge.refunded', 'refund.updated', 'refund.failed'],
  ],
  [
    'a dispute',
    async () => {
      const intentId = await stripe.paid('pm_card_createDispute');
      await stripe.control('close-dispute', { intentId, outcome: 'lost' });
    },
    ['payment_intent.succeeded', 'charge.dispute.created', 'charge.dispute.closed'],
  ],
])('%s publishes its events in order', async (_, happen, types) => {
  await happen();

  expect(stripe.eventTypes()).toEqual(types);
});

it('an event shows its object as it was, and the request that caused it', async () => {
  const id = await stripe.open();
  const form = { payment_method: 'pm_card_visa' };
  const { headers } = await stripe.post(`/v1/payment_intents/${id}/confirm`, form, 'key');
  await stripe.refund(id);

  expect(stripe.events[0]).toEqual({
    id: expect.stringMatching(/^evt_/),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(stripe.clock.now() / 1000),
    data: { object: expect.objectContaining({ id, object: 'payment_intent', metadata: { orderId: 'A' } }) },
    livemode: false,
    pending_webhooks: 0,
    request: { id: headers.get('request-id'), idempotency_key: 'key' },
    type: 'payment_intent.succeeded',
  });
  expect(stripe.events[1]?.data.object).toMatchObject({ object: 'refund', payment_intent: id, metadata: {} });
  expect(stripe.events[2]?.data.object).toMatchObject({ object: 'charge', payment_intent: id, amount_refunded: 480 });
  expect(new Set(stripe.events.map((event) => event.id)).size).toBe(3);
});

it('what happens by itself names no request', async () => {
  await authenticate(await stripe.paid('pm_card_threeDSecureRequired'), true);

  expect(stripe.events.at(-1)).toMatchObject({ type: 'payment_intent.succeeded', request: null });
});

it('a request that is answered from its key makes no event', async () => {
  const id = await stripe.open();
  for (let time = 0; time < 2; time++)
    await stripe.post(`/v1/payment_intents/${id}/confirm`, { payment_method: 'pm_card_visa' }, 'key');

  expect(stripe.eventTypes()).toEqual(['payment_intent.succeeded']);
});

it('the answer to a call is lost, its event is not', async () => {
  const id = await stripe.open();
  stripe.simulator.faults.failNext({ kind: 'reset-after-effect', operation: 'confirm' });
  await expect(stripe.confirm(id)).rejects.toThrow();

  expect(stripe.eventTypes()).toEqual(['payment_intent.succeeded']);
});

it('a listener that unsubscribed receives nothing more', async () => {
  const received: string[] = [];
  const unsubscribe = stripe.simulator.onEvent(({ type }) => void received.push(type));
  await stripe.paid();
  unsubscribe();
  await stripe.cancel((await stripe.post('/v1/payment_intents', OPEN)).body.id);

  expect(received).toEqual(['payment_intent.succeeded']);
});
