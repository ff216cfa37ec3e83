import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import { type GatewaySimulator, startGatewaySimulator } from '../../simulation/stripe/simulator';
import { runOperator } from '../operator-process';
import { entriesOf, type Service, startService } from './started';

const KEY = 'sk_test_elsewhere';

let elsewhere: GatewaySimulator;
let service: Service;

beforeAll(async () => {
  elsewhere = await startGatewaySimulator({ clock: scaledClock(), apiKey: KEY });
  service = await startService('--gateway-url', elsewhere.url, '--gateway-key', KEY);
});

afterAll(async () => {
  await service?.interrupt();
  await elsewhere?.close();
});

test('npm start charges at the gateway that it is given, with its key', async () => {
  const events = new EventBridgeClient(service.client);
  const Entries = entriesOf(service.variable('EVENT_BUS_NAME'), 'elsewhere-1', 2);
  await events.send(new PutEventsCommand({ Entries }));
  while (elsewhere.ledger.captures('elsewhere-1').length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(elsewhere.ledger.captures('elsewhere-1')).toMatchObject([{ amount: 750, currency: 'USD' }]);
  events.destroy();
});

test('it says where the gateway is, and its key nowhere', async () => {
  expect(service.variable('GATEWAY_URL')).toBe(elsewhere.url);
  expect(service.printed.join('\n')).not.toContain(KEY);
});

test('the console shows where the gateway is, and refuses to take it down', async () => {
  const page = `${service.variable('AWS_ENDPOINT_URL')}/console/api`;
  expect(await (await fetch(`${page}/state`)).json()).toMatchObject({ gateway: { outage: null, url: elsewhere.url } });
  const answer = await fetch(`${page}/actions/gateway`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outage: '503' }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(`the gateway at ${elsewhere.url} is not ours to switch off`);
});

describe('ops payments reconcile', () => {
  /** The operator's command as a process of its own, pointed at the environment by its file. */
  const reconciled = async () => {
    const options = ['--variables-file', service.variablesFile, 'payments', 'reconcile', '--in-flight', '0s'];
    const ran = await runOperator({}, [...options, '--settle', '1s']);
    expect(ran.stdout + ran.stderr).not.toContain(KEY);
    return ran;
  };
  const fulfilled = async (orderId: string) => {
    const page = `${service.variable('AWS_ENDPOINT_URL')}/console/api/state?search=${orderId}`;
    const { orders } = (await (await fetch(page)).json()) as { orders: { place: string }[] };
    return orders[0]?.place === 'fulfilled';
  };

  test('orders and that gateway’s intents agree', async () => {
    while (!(await fulfilled('elsewhere-1'))) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await reconciled()).toMatchObject({
      code: 0,
      stdout: 'no difference; 1 payment intent and 1 order compared, 0 in flight left out\n',
      stderr: '',
    });
  });

  test('an intent that somebody opened past the service is found, with exit code 1', async () => {
    const { intentId } = elsewhere.ledger.captures('elsewhere-1')[0] ?? { intentId: '' };
    const headers = { authorization: `Bearer ${KEY}` };
    const known = await (await fetch(`${elsewhere.url}/v1/payment_intents/${intentId}`, { headers })).json();
    const form = new URLSearchParams({
      amount: '750',
      currency: 'usd',
      'automatic_payment_methods[enabled]': 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
      'metadata[orderId]': 'elsewhere-1',
      'metadata[environment]': (known as { metadata: { environment: string } }).metadata.environment,
    });
    const post = async (path: string, body: URLSearchParams) =>
      (await (await fetch(`${elsewhere.url}/v1/${path}`, { method: 'POST', body, headers })).json()) as { id: string };
    const { id } = await post('payment_intents', form);
    await post(`payment_intents/${id}/confirm`, new URLSearchParams({ payment_method: 'pm_card_visa' }));
    const { code, stdout } = await reconciled();
    expect(code).toBe(1);
    expect(stdout).toContain(`order elsewhere-1: ${id} captured 7.50 USD and ${intentId} captured 7.50 USD`);
    expect(stdout).toContain(`the order stored ${intentId}. To do: refund the one that is not stored`);
  });
});
