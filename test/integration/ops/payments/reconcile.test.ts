import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { gatewayIntents } from '../../../../ops/payments/gateway';
import { reconcilePayments } from '../../../../ops/payments/reconcile';
import type { Session } from '../../../../ops/target/session';
import { freePermit } from '../../../../pipeline/circuit-breaker/breaker';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { deleteCheck, newCheck, putCheck } from '../../../../pipeline/orders/payment-checks';
import { type GatewaySimulator, startGatewaySimulator } from '../../../../simulation/stripe/simulator';
import type { PaymentGateway } from '../../../../stages/payment/gateway/gateway';
import { type IntentReader, intentReader } from '../../../../stages/payment/gateway/intent-list';
import { stripeGateway } from '../../../../stages/payment/gateway/stripe';
import { StrictStripe } from '../../../stages/strict-stripe';
import { anOrder } from '../../../unit/ops/payments/payments';
import { putHistory } from '../../put-history';
import { type Operated, startOperated } from '../operated';

const apiKey = async () => 'sk_test_operator';
const MINUTE_MS = 60_000;
const OPTIONS = { sinceMs: 60 * MINUTE_MS, inFlightMs: 20 * MINUTE_MS, settleMs: 5_000 };

const MONEY = { amount: 900, currency: 'USD' };
let aws: Operated;
let simulator: GatewaySimulator;
let session: Session;
let gateway: PaymentGateway;
let reader: IntentReader;

beforeAll(async () => {
  aws = await startOperated();
  session = aws.operator({});
});
afterAll(() => aws.close());

/** The service's gateway and the operator's reader on a gateway at `url`. */
const at = (url: string) => ({
  gateway: stripeGateway({ environment: 'ours', apiKey, callsAtOnce: 1, callsPerSecond: 1_000, url })({
    permit: freePermit,
    timeoutMs: 5_000,
  }),
  reader: intentReader({ environment: 'ours', apiKey, url }),
});

beforeEach(async () => {
  simulator = await startGatewaySimulator({ clock: aws.clock });
  ({ gateway, reader } = at(simulator.url));
});
afterEach(async () => {
  await simulator.close();
  // The next test's --since leaves out what this one stored.
  await aws.clock.advance(120 * MINUTE_MS);
});

const open = (orderId: string, on = gateway) =>
  on.open({ orderId, shopId: 'astoria', customerId: 'c-1', money: MONEY });

const now = () => new Date(aws.clock.now()).toISOString();

/** Stores an order as it looks at one of its stops, with its times set to now. */
const stored = async (orderId: string, intentId: string, order: OrderHistory): Promise<void> => {
  const at = now();
  const dated = Object.fromEntries(
    Object.entries(order).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && 'at' in value ? { ...value, at } : value,
    ]),
  ) as unknown as OrderHistory;
  const snapshot = order.snapshot && { ...order.snapshot, placedAt: at };
  await putHistory(aws.dynamodb, 'orders', {
    ...dated,
    orderId,
    payment: { intentId },
    ...(snapshot && { snapshot }),
  });
};

const reconciled = (options: Partial<typeof OPTIONS> = {}, on = reader) =>
  reconcilePayments(session, on, { ...OPTIONS, ...options });

test('an order that was charged and fulfilled agrees with its intent', async () => {
  const { id } = await open('good');
  await gateway.confirm(id, 'pm_card_visa');
  await stored('good', id, anOrder.fulfilled);
  expect(await reconciled()).toEqual({
    lines: ['no difference; 1 payment intent and 1 order compared, 0 in flight left out'],
    json: { differences: [], intents: 1, orders: 1, inFlight: 0, pending: 0, moving: 0 },
    failed: false,
  });
});

test('an order that was cancelled with its money left is reported with intent, amounts and what to do', async () => {
  const { id } = await open('kept');
  await gateway.confirm(id, 'pm_card_visa');
  await stored('kept', id, anOrder.cancelled);
  const answer = await reconciled();
  expect(answer).toMatchObject({
    json: { differences: [{ kind: 'money-left', orderId: 'kept', intentIds: [id] }] },
    failed: true,
  });
  expect(answer.lines[0]).toMatch(
    `order kept: ${id} captured 9.00 USD: the order is cancelled, 9.00 USD are left. To do: redrive`,
  );
});

test('a captured intent without an order is found once nobody can be at work on it', async () => {
  const { id } = await open('lost');
  await gateway.confirm(id, 'pm_card_visa');
  expect(await reconciled()).toMatchObject({ json: { differences: [], inFlight: 1 }, failed: false });
  await aws.clock.advance(20 * MINUTE_MS);
  expect(await reconciled()).toMatchObject({ json: { differences: [{ kind: 'no-order', intentIds: [id] }] } });
});

test('an order that was cancelled while its bank has not paid is pending, until nobody looks after it', async () => {
  const { id } = await open('slow');
  await gateway.confirm(id, 'pm_usBankAccount_success');
  const { charged: _, ...cancelling } = anOrder.cancelling;
  await stored('slow', id, cancelling);
  const pending = { orderId: 'slow', shopId: 'astoria', paymentId: id, waitingFor: 'processing' } as const;
  const check = newCheck(pending, aws.clock.now());
  await aws.dynamodb.send(new TransactWriteCommand({ TransactItems: [putCheck('orders', check)] }));
  // Long after anything can be in flight.
  await aws.clock.advance(30 * MINUTE_MS);
  expect(await reconciled()).toMatchObject({
    lines: [
      'no difference; 1 payment intent and 1 order compared, 0 in flight left out',
      '1 pending at the gateway: ops order list --pending',
    ],
    json: { differences: [], pending: 1 },
  });
  await aws.dynamodb.send(new TransactWriteCommand({ TransactItems: [deleteCheck('orders', 'slow')] }));
  expect(await reconciled()).toMatchObject({ json: { differences: [{ kind: 'open-after-end' }], pending: 0 } });
});

test('an order that goes on between the reads is no difference', async () => {
  const { id } = await open('moving');
  await gateway.confirm(id, 'pm_card_visa');
  await stored('moving', id, anOrder.cancelled);
  const sleep = async (ms: number) => {
    await gateway.refund(id, MONEY);
    await aws.clock.advance(ms);
  };
  expect(await reconcilePayments({ ...session, sleep }, reader, OPTIONS)).toMatchObject({
    json: { differences: [], moving: 0 },
    failed: false,
  });
});

test('an intent from before the list is read by its id, and one that the gateway does not know is reported', async () => {
  const { id } = await open('old');
  await gateway.confirm(id, 'pm_card_visa');
  await aws.clock.advance(90 * MINUTE_MS);
  await stored('old', id, anOrder.fulfilled);
  await stored('elsewhere', 'pi_elsewhere', anOrder.fulfilled);
  expect(await reconciled()).toMatchObject({
    json: { differences: [{ kind: 'unknown-intent', orderId: 'elsewhere', intentIds: ['pi_elsewhere'] }], intents: 1 },
  });
});

test('a gateway without a list: stored intents are compared, and the rest is reported as not checked', async () => {
  const stripe = await StrictStripe.start();
  const strict = at(stripe.url);
  const { id } = await open('kept', strict.gateway);
  await strict.gateway.confirm(id, 'pm_card_visa');
  await stored('kept', id, anOrder.cancelled);
  await open('unstored', strict.gateway);
  const answer = await reconciled({ inFlightMs: 0 }, strict.reader);
  expect(answer).toMatchObject({ json: { differences: [{ kind: 'money-left', intentIds: [id] }], intents: 1 } });
  expect(answer.lines.at(-1)).toBe(
    'not checked: the gateway has no list of payment intents (GET /v1/payment_intents), so an intent that no order stored cannot be seen',
  );
  await stripe.close();
});

test('an outage of the gateway is no agreement', async () => {
  simulator.faults.setOutage('503');
  await expect(reconciled()).rejects.toThrow('the gateway failed (HTTP 503)');
});

test.each([
  [{}, 'GATEWAY_SECRET_ARN is missing'],
  [{ secretArn: 'arn:secret' }, 'GATEWAY_ENVIRONMENT is missing'],
])('of the gateway of an environment it names what is missing: %j', async (gateway, message) => {
  await expect(gatewayIntents({ ...session.names, gateway })).rejects.toThrow(message);
});
