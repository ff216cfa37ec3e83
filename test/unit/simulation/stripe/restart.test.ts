import type { Journal } from '@coffee-shop/aws-local';
import { RunningSimulator } from './running-simulator';

/** A journal that a later process reads what an earlier one wrote. */
const memoryJournal = (): Journal => {
  const sections = new Map<string, Map<string, unknown>>();
  const section = (name: string) => {
    const values = sections.get(name) ?? new Map<string, unknown>();
    sections.set(name, values);
    return {
      put: (key: string, value: unknown) => void values.set(key, structuredClone(value)),
      restored: () => structuredClone([...values]),
    };
  };
  return { section } as unknown as Journal;
};

const journal = memoryJournal();
let stripe: RunningSimulator;
const restart = async () => {
  await stripe?.close();
  stripe = await RunningSimulator.start({ journal });
};
beforeEach(restart);
afterAll(() => stripe.close());

it('a customer who was asked before a restart is charged after it', async () => {
  const id = await stripe.open({ 'metadata[orderId]': 'asked' });
  const { body } = await stripe.confirm(id, 'pm_card_threeDSecureRequired', { return_url: 'https://shop.example/' });
  await restart();

  expect((await stripe.read(id)).body).toEqual(body);
  await stripe.control('authenticate', { intentId: id, succeed: true });
  expect(stripe.net('asked')).toBe(480);
});

it('a bank answers after a restart as it would have before', async () => {
  const id = await stripe.paid('pm_usBankAccount_insufficientFunds', { 'metadata[orderId]': 'bank' });
  await restart();
  await stripe.control('settle-processing', { intentId: id, succeed: false });

  expect((await stripe.read(id)).body).toMatchObject({ last_payment_error: { decline_code: 'insufficient_funds' } });
});

it('refunds are listed in their order, and go on', async () => {
  const id = await stripe.paid('pm_card_pendingRefund', { 'metadata[orderId]': 'refunded' });
  const first = (await stripe.refund(id, { amount: '80' })).body;
  const second = (await stripe.refund(id)).body;
  await stripe.control('settle-refund', { refundId: first.id, status: 'succeeded' });
  await restart();
  await stripe.control('settle-refund', { refundId: second.id, status: 'failed' });

  const { body } = await stripe.get(`/v1/refunds?payment_intent=${id}`);
  expect(body.data).toMatchObject([
    { id: second.id, status: 'failed' },
    { id: first.id, status: 'succeeded' },
  ]);
  expect((await stripe.read(id)).body).toMatchObject({ latest_charge: { amount_refunded: 80 } });
  expect(stripe.net('refunded')).toBe(400);
});

it('a dispute is closed', async () => {
  const id = await stripe.paid('pm_card_createDispute', { 'metadata[orderId]': 'disputed' });
  await restart();

  expect(await stripe.refund(id)).toMatchObject({ body: { error: { code: 'charge_disputed' } } });
  await stripe.control('close-dispute', { intentId: id, outcome: 'won' });
  expect(stripe.net('disputed')).toBe(480);
});

it('a key gives the same answer', async () => {
  const form = { amount: '480', currency: 'eur' };
  const { text } = await stripe.post('/v1/payment_intents', form, 'kept');
  await restart();

  expect((await stripe.post('/v1/payment_intents', form, 'kept')).text).toBe(text);
});
